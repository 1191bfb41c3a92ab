// A search: the passages of one owner, found by words, by meaning, or by both fused.
import { UserError } from '../../core/errors.ts'
import type { Services } from '../../core/services.ts'
import { fuse } from './fuse.ts'
import { searchKeyword } from './keyword.ts'
import { parseQuery } from './parse-query.ts'
import { findWordForms } from './query-words.ts'
import { readCorpus } from './read-corpus.ts'
import type { Reranking } from './rerank.ts'
import { wordingOf } from './scope.ts'
import { searchSpaces, type Asked } from './search-spaces.ts'
import { makeSnippets } from './snippets.ts'
import { tellFault } from './tell-fault.ts'

export type SearchMode = 'HYBRID' | 'SEMANTIC' | 'KEYWORD'

/** Null filters do not filter; an empty list of documents lets nothing through. */
export type SearchScope = { ownerId: string; collectionId: string | null; documentIds: string[] | null }

export type SearchRequest = SearchScope & { query: string; mode: SearchMode; first: number }

/** Greater scores are better; they compare within one list only. */
export type RankedChunk = { chunkId: string; documentId: string; score: number }

type Region = { page: number; x: number; y: number; width: number; height: number }
/** `page` and `regions`: where in the passage the match stands. */
export type Hit = RankedChunk & { snippet: string; page: number; regions: Region[] }

const MOST_HITS = 100
const MOST_QUERY_CHARACTERS = 2_000
/** Each is needed only where passages were replaced within the milliseconds of the one before. */
const MOST_LOOKS = 3

/** Without `reranking`, the fused order of a hybrid search stands. */
export type Searching = Pick<Services, 'database' | 'embedder' | 'formerEmbedders' | 'searchSettings'> & {
  reranking?: Reranking
}

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
    const { ranked, forms } = await rankChunks(services, { ...request, query })
    const best = ranked.slice(0, request.first)
    const loaded = await load(await makeSnippets(services.database, best, forms))
    if (loaded.length === best.length || look === MOST_LOOKS) return loaded
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
  if (parseQuery(trimmed).text === '') {
    throw new UserError('BAD_USER_INPUT', 'query only excludes: say what to search for as well.')
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

/** Without checks, snippets and rows: the ranking alone, which the evaluation takes to any depth. */
export async function rankChunks(services: Searching, request: SearchRequest) {
  const { database, searchSettings, reranking } = services
  const { query, mode, first, ownerId, collectionId, documentIds } = request
  const parsed = parseQuery(query)
  const scope = { ownerId, collectionId, documentIds }
  const corpus = await readCorpus(database, scope)
  const limits = { scope, wording: wordingOf(parsed, [...corpus.languages.keys()]) }
  const asked: Asked = { text: parsed.text, spaces: corpus.spaces, limits }
  const depth = mode === 'HYBRID' ? Math.max(first, searchSettings.fusion.depth) : first
  const byWords = async () => {
    const forms = await findWordForms(database, parsed.text, ownerId, corpus)
    return { forms, ranked: mode === 'SEMANTIC' ? [] : await searchKeyword(database, forms, corpus, limits, depth) }
  }
  const byMeaning = async () => {
    if (mode === 'KEYWORD') return []
    try {
      return await searchSpaces(services, asked, depth)
    } catch (error) {
      const fault = tellFault(error)
      if (mode === 'SEMANTIC' || !(fault instanceof UserError)) throw fault
      // Half a search is worth having, if it says so.
      reranking?.note(`Searched by words only: ${fault.message}`)
      return []
    }
  }
  const [{ forms, ranked: keyword }, semantic] = await Promise.all([byWords(), byMeaning()])
  if (mode === 'KEYWORD') return { ranked: keyword, forms }
  if (mode === 'SEMANTIC') return { ranked: semantic, forms }
  const fused = fuse(keyword, semantic, searchSettings.fusion)
  return { ranked: (await reranking?.apply(parsed.text, fused, request)) ?? fused, forms }
}
