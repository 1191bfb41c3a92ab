// A search: the passages of one owner, found by words, by meaning, or by both fused.
import { UserError } from '../../core/errors.ts'
import type { Services } from '../../core/services.ts'
import { fuse } from './fuse.ts'
import { searchKeyword } from './keyword.ts'
import type { Reranking } from './rerank.ts'
import { searchSemantic } from './semantic.ts'
import { makeSnippets } from './snippets.ts'

export type SearchMode = 'HYBRID' | 'SEMANTIC' | 'KEYWORD'

/** Null filters do not filter; an empty list of documents lets nothing through. */
export type SearchScope = { ownerId: string; collectionId: string | null; documentIds: string[] | null }

export type SearchRequest = SearchScope & { query: string; mode: SearchMode; first: number }

/** Greater scores are better; they compare within one list only. */
export type RankedChunk = { chunkId: string; documentId: string; score: number }
export type Hit = RankedChunk & { snippet: string }

const MOST_HITS = 100
const MOST_QUERY_CHARACTERS = 2_000
/** How deep each leg of a hybrid search ranks: deep enough that fusing can lift what both like a little. */
const FUSION_DEPTH = 100
/** Each is needed only where passages were replaced within the milliseconds of the one before. */
const MOST_LOOKS = 3
/** For one query; a provider that takes longer is down. */
const EMBEDDING_TIMEOUT_MS = 10_000

/** Without `reranking`, the fused order of a hybrid search stands. */
type Searching = Pick<Services, 'database' | 'embedder'> & { reranking?: Reranking }

/**
 * Best first. `load` gives, of these hits, those whose rows are still there: a document that is processed anew, or
 * deleted, between ranking and loading makes for another look. Throws UserError where the query cannot be searched for.
 */
export async function searchChunks<Loaded extends Hit>(
  services: Searching,
  request: SearchRequest,
  load: (hits: Hit[]) => Promise<Loaded[]>,
): Promise<Loaded[]> {
  const query = checkQuery(request)
  await requireCollection(services, request)
  for (let look = 1; ; look++) {
    const ranked = (await rank(services, { ...request, query })).slice(0, request.first)
    const loaded = await load(await makeSnippets(services.database, ranked, query))
    if (loaded.length === ranked.length || look === MOST_LOOKS) return loaded
  }
}

function checkQuery({ query, first }: SearchRequest): string {
  const trimmed = query.replaceAll('\0', ' ').trim()
  if (trimmed === '') throw new UserError('BAD_USER_INPUT', 'query is empty: say what to search for.')
  if (trimmed.length > MOST_QUERY_CHARACTERS) {
    throw new UserError(
      'BAD_USER_INPUT',
      `query has ${trimmed.length} characters, at most ${MOST_QUERY_CHARACTERS} are searched for.`,
    )
  }
  if (first < 1 || first > MOST_HITS) {
    throw new UserError('BAD_USER_INPUT', `first is ${first}, but must be from 1 to ${MOST_HITS}.`)
  }
  return trimmed
}

async function requireCollection({ database }: Searching, { collectionId, ownerId }: SearchScope): Promise<void> {
  if (collectionId === null) return
  const found = await database.prisma.collection.findUnique({
    where: { id: collectionId, ownerId },
    select: { id: true },
  })
  if (!found) throw new UserError('NOT_FOUND', `There is no collection ${collectionId}.`)
}

async function rank(services: Searching, request: SearchRequest): Promise<RankedChunk[]> {
  const { query, mode, first } = request
  if (mode === 'KEYWORD') return searchKeyword(services.database, query, request, first)
  if (mode === 'SEMANTIC') return semantic(services, request, first)
  const [byWords, byMeaning] = await Promise.all([
    searchKeyword(services.database, query, request, FUSION_DEPTH),
    semantic(services, request, FUSION_DEPTH),
  ])
  const fused = fuse(byWords, byMeaning)
  return services.reranking ? services.reranking.apply(query, fused, request) : fused
}

async function semantic(
  { database, embedder }: Searching,
  request: SearchRequest,
  depth: number,
): Promise<RankedChunk[]> {
  const signal = AbortSignal.timeout(EMBEDDING_TIMEOUT_MS)
  const [vector] = await embedder.embed([request.query], 'query', signal, { ownerId: request.ownerId })
  return searchSemantic(database, vector!, embedder, request, depth)
}
