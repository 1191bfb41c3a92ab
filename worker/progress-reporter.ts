// Turns what a stage reports into progress events: the first of each step always, then as many as a person can follow.
// The first and last of each stage are written by the transactions that begin and end it.
import type { Stage as StageName } from '../prisma/generated/client/enums.ts'
import type { Announcer } from '../core/announcer.ts'
import type { Database } from '../core/database.ts'
import { advanceJob, type JobReference } from '../core/job.ts'
import { progressAt } from './pipeline.ts'
import type { StageClock } from './stage-clock.ts'
import type { StageContext } from './stage.ts'

/** From the end of one write to the begin of the next: at most 10 events a second per document, however long a write takes. */
const LEAST_INTERVAL_MS = 100

type Services = { database: Database; announcer: Announcer }

/** Gives the `report` of a stage's context. */
export function createReporter(
  { database, announcer }: Services,
  job: JobReference,
  clock: Pick<StageClock, 'timeLeft'>,
): StageContext['report'] {
  let shownStep: StageName | null = null
  let shownAt = -Infinity
  return async (step, { done, total, message, details = {}, always = false }) => {
    const timeLeft = clock.timeLeft(step, done, total)
    if (!always && step === shownStep && performance.now() - shownAt < LEAST_INTERVAL_MS) return
    shownStep = step
    const progress = progressAt(step, total === 0 ? 0 : done / total)
    const change = { status: 'ACTIVE', stage: step, progress, message, details: { ...details, ...timeLeft } } as const
    await database.transaction((transaction) => advanceJob(transaction, job, change))
    shownAt = performance.now()
    announcer.documentMoved(job.documentId)
  }
}
