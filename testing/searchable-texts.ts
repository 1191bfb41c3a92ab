// Plain texts made searchable, and searched: each a document of its own, through the stages of the worker.
import { LOCAL_OWNER } from '../api/context.ts'
import { rankChunks, searchChunks, type Hit, type SearchMode } from '../api/search/search-chunks.ts'
import { loadCollection } from '../bench/eval/load-collection.ts'
import type { Services } from '../core/services.ts'

/** `texts`: by the name of the document. Gives the documents' ids by name. */
export async function addTexts(
  services: Services,
  texts: Record<string, string>,
  ownerId = LOCAL_OWNER,
): Promise<Record<string, string>> {
  const entries = Object.entries(texts).map(([id, text]) => ({ id, text }))
  const names = await loadCollection(services, ownerId, entries, () => {})
  return Object.fromEntries([...names].map(([id, name]) => [name, id]))
}

type Rest = { mode?: SearchMode; ownerId?: string; documentIds?: string[]; collectionId?: string; first?: number }

function requestOf(query: string, { mode = 'KEYWORD', ownerId = LOCAL_OWNER, first = 10, ...filters }: Rest) {
  return { query, mode, ownerId, first, collectionId: null, documentIds: null, ...filters }
}

export function hitsOf(services: Services, query: string, rest: Rest = {}): Promise<Hit[]> {
  return searchChunks(services, requestOf(query, rest), async (hits) => hits)
}

/** The names of the documents that are found, best first. */
export async function namesOf(services: Services, query: string, rest: Rest = {}): Promise<string[]> {
  const { ranked } = await rankChunks(services, requestOf(query, rest))
  const documents = await services.database.prisma.document.findMany({
    where: { id: { in: ranked.map(({ documentId }) => documentId) } },
  })
  return ranked.map(({ documentId }) => documents.find(({ id }) => id === documentId)!.filename)
}
