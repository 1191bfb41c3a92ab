// Turns what a stage reports into progress events: the first of each step always, then as many as a person can follow.
// The last of each stage is written by the transaction that ends it.
import type { Stage as StageName } from '../prisma/generated/client/enums.ts'
import type { Announcer } from '../core/announcer.ts'
import type { Database } from '../core/database.ts'
import { advanceJob, type JobReference } from '../core/job.ts'
import { progressAt } from './pipeline.ts'
import type { StageContext } from './stage.ts'

/** At most 10 events a second per document. */
const LEAST_INTERVAL_MS = 100

type Services = { database: Database; announcer: Announcer }

/** Gives the `report` of a stage's context. */
export function createReporter({ database, announcer }: Services, job: JobReference): StageContext['report'] {
  let shownStep: StageName | null = null
  let shownAt = -Infinity
  return async (step, { done, total, message, details = {} }) => {
    const now = performance.now()
    if (step === shownStep && now - shownAt < LEAST_INTERVAL_MS) return
    shownStep = step
    shownAt = now
    const progress = progressAt(step, total === 0 ? 0 : done / total)
    await database.transaction((transaction) =>
      advanceJob(transaction, job, { status: 'ACTIVE', stage: step, progress, message, details }),
    )
    announcer.documentMoved(job.documentId)
  }
}
