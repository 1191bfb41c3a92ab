// Search by meaning among vectors of several models: those of the current one, and of an earlier one where its documents
// wait to be embedded anew and it can still be asked. Distances in different spaces do not compare: ranks do.
import type { SharedEmbedder } from '../../core/embedder.ts'
import type { Corpus } from './read-corpus.ts'
import type { Limits } from './scope.ts'
import type { RankedChunk, Searching } from './search-chunks.ts'
import { searchSemantic } from './semantic.ts'

export type Asked = { text: string; spaces: Corpus['spaces']; limits: Limits }

/** For one query; a provider that takes longer is down. */
const EMBEDDING_TIMEOUT_MS = 10_000

/** The `depth` best. */
export async function searchSpaces(services: Searching, asked: Asked, depth: number): Promise<RankedChunk[]> {
  const embedders = [services.embedder, ...services.formerEmbedders]
  const searches = asked.spaces.flatMap((space) => {
    const embedder = embedders.find((each) => isOf(each, space))
    return embedder ? [searchSpace(services, embedder, space.passages, asked, depth)] : []
  })
  return interleave(await Promise.all(searches)).slice(0, depth)
}

export function isOf(
  embedder: Pick<SharedEmbedder, 'model' | 'dimensions'>,
  { model, dimensions }: { model: string; dimensions: number },
): boolean {
  return embedder.model === model && embedder.dimensions === dimensions
}

async function searchSpace(
  { database, searchSettings }: Searching,
  embedder: SharedEmbedder,
  passages: number,
  { text, limits }: Asked,
  depth: number,
): Promise<RankedChunk[]> {
  const [vector] = await embedder.embed([text], 'query', AbortSignal.timeout(EMBEDDING_TIMEOUT_MS), {
    ownerId: limits.scope.ownerId,
  })
  // There is no index on the embedded database (core/vector-index.ts).
  const few = passages <= searchSettings.exactPassages || limits.wording?.leavesFew
  const search = (how: 'exact' | 'index') => searchSemantic(database, vector!, embedder, limits, depth, how)
  if (database.embedded || few) return search('exact')
  const ranked = await search('index')
  // Among the many passages of others, the index may give up before it has found enough of these.
  return ranked.length < Math.min(depth, passages) ? search('exact') : ranked
}

/** The best of each space, then the second of each; where there is one space, its list as it is. */
function interleave(lists: RankedChunk[][]): RankedChunk[] {
  if (lists.length < 2) return lists[0] ?? []
  const longest = Math.max(...lists.map(({ length }) => length))
  const ranked = Array.from({ length: longest }, (_, rank) => lists.flatMap((list) => list[rank] ?? []))
  // A cosine of one model says nothing beside one of another: what is left is the rank.
  return ranked.flat().map((hit, index) => ({ ...hit, score: 1 / (index + 1) }))
}
