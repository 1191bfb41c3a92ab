import { searchChunks, type Hit } from '../search/search-chunks.ts'
import { builder } from './builder.ts'
import { ChunkRef } from './chunk.ts'
import { DocumentRef } from './document.ts'
import { checkId } from './identifier.ts'

const SearchModeEnum = builder.enumType('SearchMode', { values: ['HYBRID', 'SEMANTIC', 'KEYWORD'] as const })

const SearchHitRef = builder.objectRef<Hit>('SearchHit').implement({
  fields: (t) => ({
    chunk: t.prismaField({
      type: ChunkRef,
      resolve: (query, { chunkId }, _args, { services, viewer }) =>
        services.database.prisma.chunk.findUniqueOrThrow({ ...query, where: { id: chunkId, ownerId: viewer.id } }),
    }),
    document: t.prismaField({
      type: DocumentRef,
      resolve: (query, { documentId }, _args, { services, viewer }) =>
        services.database.prisma.document.findUniqueOrThrow({
          ...query,
          where: { id: documentId, ownerId: viewer.id },
        }),
    }),
    score: t.exposeFloat('score', { description: 'Greater is better; comparable within one answer only.' }),
    snippet: t.exposeString('snippet', {
      description: 'The best matching part of the text, with matched words between « and ».',
    }),
  }),
})

const SearchResultsRef = builder.objectRef<{ hits: Hit[]; tookMs: number }>('SearchResults').implement({
  fields: (t) => ({
    hits: t.expose('hits', { type: [SearchHitRef] }),
    tookMs: t.exposeFloat('tookMs', { description: 'Milliseconds spent.' }),
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
    async resolve(_root, { query, collectionId, documentIds, mode, first }, { services, viewer }) {
      const startedAt = performance.now()
      const hits = await searchChunks(services, {
        query,
        mode: mode ?? 'HYBRID',
        first: first ?? 10,
        ownerId: viewer.id,
        collectionId: collectionId ? checkId(collectionId, 'collectionId') : null,
        documentIds: documentIds ? documentIds.map((id) => checkId(id, 'documentIds')) : null,
      })
      return { hits, tookMs: performance.now() - startedAt }
    },
  }),
}))
