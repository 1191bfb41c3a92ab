// The passages that a question is answered from, as a hybrid search finds them.
import type { SharedEmbedder } from '../../core/embedder.ts'
import type { Services } from '../../core/services.ts'
import type { Chunk, Document } from '../../prisma/generated/client/client.ts'
import { searchChunks, type SearchScope } from '../search/search-chunks.ts'
import { similarities } from '../search/similarities.ts'
import type { Passage } from './answerer.ts'

export type Finding = Parameters<typeof searchChunks>[0] & Pick<Services, 'database' | 'embedder'>

export type FoundChunk = Chunk & { document: Document }
export type Found = {
  passages: Passage[]
  /** By id; as they were when they were found, whatever becomes of their documents meanwhile. */
  chunks: Map<string, FoundChunk>
  /** The question's; null where it was searched for by its words alone. */
  vector: Float32Array | null
}

/** Best first. Throws UserError as a search does. */
export async function findPassages(
  services: Finding,
  question: string,
  scope: SearchScope,
  most: number,
): Promise<Found> {
  const asked = remembering(services.embedder)
  const request = { ...scope, query: asWords(question), mode: 'HYBRID', first: most } as const
  const found = await searchChunks({ ...services, embedder: asked.embedder }, request, async (hits) => {
    const { prisma } = services.database
    const rows = await prisma.chunk.findMany({
      where: { ownerId: scope.ownerId, id: { in: hits.map(({ chunkId }) => chunkId) } },
      include: { document: true },
    })
    return hits.flatMap((hit) => {
      const row = rows.find(({ id }) => id === hit.chunkId)
      return row ? [{ ...hit, row }] : []
    })
  })
  const vector = asked.vector()
  const near = vector ? await similarities(services.database, vector, services.embedder, scope.ownerId, found) : null
  const passages = found.map(({ chunkId, row: { text, page, document } }): Passage => {
    const name = document.title?.trim() || document.filename
    return { chunkId, name, page, text, similarity: near?.get(chunkId) ?? null }
  })
  const chunks = new Map(found.map(({ row }) => [row.id, row]))
  return { passages, chunks, vector }
}

/** What a query says by signs, such as a phrase or a word to leave out, a question does not mean by them. */
function asWords(question: string): string {
  return (
    question
      .replaceAll(/["“”„«»]/g, ' ')
      .replaceAll(/(?<![\p{L}\p{N}])-+/gu, ' ')
      .trim() || question
  )
}

/** The same embedder, and what it made of the question: to ask a provider twice costs twice. */
function remembering(embedder: SharedEmbedder): { embedder: SharedEmbedder; vector: () => Float32Array | null } {
  let vector: Float32Array | null = null
  return {
    embedder: {
      ...embedder,
      async embed(...request) {
        const vectors = await embedder.embed(...request)
        vector = vectors[0] ?? null
        return vectors
      },
    },
    vector: () => vector,
  }
}
