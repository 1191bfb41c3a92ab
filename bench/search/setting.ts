import type postgres from 'postgres'

import type { Searching } from '../../api/search/search-chunks.ts'
import type { SyntheticCorpus } from './synthetic-corpus.ts'

/** What a measurement is given. */
export type Setting = {
  tell(line: string): void
  sql: postgres.Sql
  services: Searching
  corpus: SyntheticCorpus
  owners: string[]
  /** Of each owner, as many as there are now. */
  passagesPerOwner: number
  /** How many searches are timed, of each mode and number of clients. */
  searches: number
}
