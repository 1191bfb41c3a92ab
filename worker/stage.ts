// The contract of a stage: it reads its input from the database, works, and gives its result as a function that writes
// it. `run-stage.ts` runs it and commits the result together with its event and the next stage's job.
import type { Stage as StageName } from '../prisma/generated/client/enums.ts'
import type { Config } from '../core/config.ts'
import type { Database, Transaction } from '../core/database.ts'
import type { SharedEmbedder } from '../core/embedder.ts'
import type { ProcessingOptions } from '../core/enqueue-document.ts'
import type { JobReference } from '../core/job.ts'
import type { StageQueue } from '../core/queue.ts'
import type { Extractor } from './extractor.ts'
import type { Size } from './time-left.ts'

/** `done` of `total` (pages, passages, bytes; 0: not known yet) within a step; the message and the numbers behind it are for people. */
export type StageProgress = {
  done: number
  total: number
  message: string
  details?: Record<string, unknown>
  /** Shown however soon after the one before: nothing more comes for a while. */
  always?: boolean
}

/** `embedded`: how many passages had their vectors when this attempt began. */
export type StageJob = JobReference & {
  options: ProcessingOptions
  attempt: number
  maxAttempts: number
  size: Size
  embedded: number
}

export type StageContext = {
  job: StageJob
  database: Database
  embedder: SharedEmbedder
  extractors: readonly Extractor[]
  config: Pick<Config, 'maxPages'>
  /** Aborts when the process stops, or when the job was taken away from it. */
  signal: AbortSignal
  /** Shows progress; cheap to call often. Throws StaleJobError where the job is no longer ours. */
  report(step: StageName, progress: StageProgress): Promise<void>
}

export type StageResult = {
  /** What was done, for people, and the numbers behind it. */
  message: string
  details: Record<string, unknown>
  /** How much was worked through: pages where the last step is EXTRACTING, passages otherwise. */
  worked: number
  /** An earlier stage whose work is missing; without it, the next stage follows. */
  backTo?: StageQueue
  /** Writes the result. Running it twice leaves the same rows. */
  commit(transaction: Transaction): Promise<void>
}

export interface Stage {
  readonly queue: StageQueue
  /** What a document shows while the stage works; the first is shown at once. */
  readonly steps: readonly [StageName, ...StageName[]]
  readonly beginMessage: string
  run(context: StageContext): Promise<StageResult>
}
