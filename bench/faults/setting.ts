// What a measurement is given.
export type Setting = {
  tell(line: string): void
  /** A PostgreSQL with fsync on, where each measurement makes a database of its own. */
  serverUrl: string
  /** How often a worker is killed in the middle of a document. */
  rounds: number
  /** How long documents are processed, with workers being killed and without. */
  seconds: number
}
