// What a measurement is given.
export type Setting = {
  tell(line: string): void
  /** A PostgreSQL with fsync on, where each measurement makes a database of its own. */
  serverUrl: string
  /** How many subscriptions are many. */
  watchers: number
  /** How many events are timed. */
  events: number
  /** How often what is compared alternates. */
  rounds: number
  /** How many documents a round of the worker's throughput has. */
  documents: number
  /** How long each design of a comparison runs in a round. */
  seconds: number
}
