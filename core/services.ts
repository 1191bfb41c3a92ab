// What every process opens once and hands to its parts.
import type { Announcer } from './announcer.ts'
import type { Database } from './database.ts'
import type { Embedder } from './embedder.ts'
import type { Log } from './log.ts'
import type { Queue } from './queue.ts'

export type Services = { database: Database; queue: Queue; announcer: Announcer; embedder: Embedder; log: Log }
