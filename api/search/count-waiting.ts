import { readCorpus } from './read-corpus.ts'
import type { SearchScope, Searching } from './search-chunks.ts'
import { isOf } from './search-spaces.ts'

/** How many documents within the filters are not embedded by the current model. */
export async function countWaiting({ database, embedder }: Searching, scope: SearchScope): Promise<number> {
  const { spaces } = await readCorpus(database, scope)
  const waiting = spaces.filter((space) => !isOf(embedder, space))
  return waiting.reduce((count, { documents }) => count + documents, 0)
}
