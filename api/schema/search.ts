import { queryFromInfo } from '@pothos/plugin-prisma'
import type { GraphQLResolveInfo } from 'graphql'

import type { Chunk, Document } from '../../prisma/generated/client/client.ts'
import type { Context } from '../context.ts'
import { countWaiting } from '../search/count-waiting.ts'
import { startReranking, type RerankOutcome } from '../search/rerank.ts'
import { searchChunks, type Hit, type SearchScope } from '../search/search-chunks.ts'
import { builder } from './builder.ts'
import { ChunkRef, RegionRef } from './chunk.ts'
import { DocumentRef } from './document.ts'
import { checkId } from '../identifier.ts'

const SearchModeEnum = builder.enumType('SearchMode', { values: ['HYBRID', 'SEMANTIC', 'KEYWORD'] as const })

type LoadedHit = Hit & { chunk: Chunk; document: Document }

const SearchHitRef = builder.objectRef<LoadedHit>('SearchHit').implement({
  fields: (t) => ({
    chunk: t.expose('chunk', { type: ChunkRef }),
    document: t.expose('document', { type: DocumentRef }),
    score: t.exposeFloat('score', { description: 'Greater is better; comparable within one answer only.' }),
    snippet: t.exposeString('snippet', {
      description: 'The best matching part of the text, with matched words between « and ».',
    }),
    page: t.exposeInt('page', {
      description: 'Where the match stands, 1-based: may come after the page on which the passage begins.',
    }),
    regions: t.expose('regions', {
      type: [RegionRef],
      description:
        'Those of the passage where matched words of the snippet stand; all where it was found by meaning only.',
    }),
  }),
})

type LoadedResults = RerankOutcome & { hits: LoadedHit[]; tookMs: number; scope: SearchScope }

const SearchResultsRef = builder.objectRef<LoadedResults>('SearchResults').implement({
  fields: (t) => ({
    hits: t.expose('hits', { type: [SearchHitRef] }),
    tookMs: t.exposeFloat('tookMs', { description: 'Milliseconds spent.' }),
    reranked: t.exposeBoolean('reranked', {
      description: 'A model that reads query and passage together gave the order.',
    }),
    notice: t.exposeString('notice', {
      nullable: true,
      description: 'What the search could not do as it is meant to, and why.',
    }),
    waitingForReembedding: t.int({
      description:
        'How many documents within the filters have vectors of another model than the current one. They are found by ' +
        'words; by meaning only where their model can still be asked. `npm run reembed` embeds them anew.',
      resolve: ({ scope }, _args, { services }) => countWaiting(services, scope),
    }),
  }),
})

builder.queryFields((t) => ({
  search: t.field({
    type: SearchResultsRef,
    description:
      'Only documents whose latest completed job stands; a document being reprocessed answers with its previous content.',
    args: {
      query: t.arg.string({ required: true }),
      collectionId: t.arg.id(),
      documentIds: t.arg.idList(),
      mode: t.arg({ type: SearchModeEnum, defaultValue: 'HYBRID' }),
      first: t.arg.int({ defaultValue: 10 }),
    },
    async resolve(_root, { query, collectionId, documentIds, mode, first }, context, info) {
      const startedAt = performance.now()
      const { services, viewer, reranker } = context
      const request = {
        query,
        mode: mode ?? 'HYBRID',
        first: first ?? 10,
        ownerId: viewer.id,
        collectionId: collectionId ? checkId(collectionId, 'collectionId') : null,
        documentIds: documentIds ? documentIds.map((id) => checkId(id, 'documentIds')) : null,
      }
      const reranking = startReranking(services, reranker)
      const hits = await searchChunks({ ...services, reranking }, request, (found) => loadHits(found, context, info))
      return { hits, ...reranking.outcome, tookMs: performance.now() - startedAt, scope: request }
    },
  }),
}))

/** With all that the query selects of them, in one query for all; those that are gone are left out. */
async function loadHits(hits: Hit[], context: Context, info: GraphQLResolveInfo): Promise<LoadedHit[]> {
  const { prisma } = context.services.database
  const ownerId = context.viewer.id
  const [chunks, documents] = await Promise.all([
    prisma.chunk.findMany({
      ...queryFromInfo({ context, info, path: ['hits', 'chunk'] }),
      where: { ownerId, id: { in: hits.map(({ chunkId }) => chunkId) } },
    }),
    prisma.document.findMany({
      ...queryFromInfo({ context, info, path: ['hits', 'document'] }),
      where: { ownerId, id: { in: hits.map(({ documentId }) => documentId) } },
    }),
  ])
  return hits.flatMap((hit) => {
    const chunk = chunks.find(({ id }) => id === hit.chunkId)
    const document = documents.find(({ id }) => id === hit.documentId)
    return chunk && document ? [{ ...hit, chunk, document }] : []
  })
}
