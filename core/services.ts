// What every process opens once and hands to its parts.
import type { Announcer } from './announcer.ts'
import type { SearchSettings } from './config.ts'
import type { Database } from './database.ts'
import type { SharedEmbedder } from './embedder.ts'
import type { Governor } from './governor.ts'
import type { Log } from './log.ts'
import type { Queue } from './queue.ts'

export type Services = {
  database: Database
  queue: Queue
  announcer: Announcer
  embedder: SharedEmbedder
  /** Before any other call to a provider on the network. */
  governor: Governor
  /** Embedders of earlier settings that still can be had: their vectors serve until there are new ones. */
  formerEmbedders: readonly SharedEmbedder[]
  searchSettings: SearchSettings
  log: Log
}
