// What a measurement is given.
export type Setting = {
  tell(line: string): void
  /** A PostgreSQL with fsync on, where each measurement makes a database of its own. */
  serverUrl: string
  /** Null: one is made. */
  bigPdf: string | null
  /** How often the big document is processed. */
  rounds: number
  install: boolean
}
