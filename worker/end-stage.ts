// The ways a stage's job ends. Each is one transaction that takes the job out of its queue and says what comes next;
// each throws StaleJobError, and does nothing, where the job is no longer this worker's. The document is locked first
// (by holdJob or advanceJob) and then the queue's entry, as cancelling and deleting do it: the other way round they would deadlock.
import type { Transaction } from '../core/database.ts'
import { ProviderError } from '../core/embedder.ts'
import { PermanentError } from '../core/errors.ts'
import type { ProviderWait } from '../core/governor.ts'
import { inNumbers } from '../core/in-numbers.ts'
import { advanceJob, dropClaims, dropUnfinished, holdJob, StaleJobError, type JobReference } from '../core/job.ts'
import type { TakenJob } from '../core/queue.ts'
import { reached } from '../core/steps.ts'
import { progressAt, stageAfter, stageOf } from './pipeline.ts'
import { retryDelay } from './retry-delay.ts'
import type { WorkerTools } from './run-stage.ts'
import type { StageClock } from './stage-clock.ts'
import type { Stage, StageJob, StageResult } from './stage.ts'

/** The result, its event, the next stage's job. */
export async function finishStage(
  tools: WorkerTools,
  taken: TakenJob,
  job: StageJob,
  stage: Stage,
  result: StageResult,
  clock: StageClock,
): Promise<void> {
  const { message, details, worked, backTo } = result
  const next = backTo ? stageOf(backTo) : stageAfter(stage)
  await tools.database.transaction(async (transaction) => {
    await holdJob(transaction, job)
    await result.commit(transaction)
    // Last, for it locks the queue's entry: the heartbeats go on while a large result is written.
    await leaveQueue(tools, transaction, taken, job)
    if (next) {
      const step = stage.steps.at(-1)!
      const done = { progress: progressAt(step, 1), details: { ...details, ...clock.timeLeftAfter(worked) } }
      const change = {
        status: 'ACTIVE',
        stage: step,
        message,
        ...(backTo ? { details } : done),
        queue: next.queue,
        attempt: 1,
      } as const
      await advanceJob(transaction, job, change)
      await tools.queue.enqueue(transaction, next.queue, taken.payload)
    } else {
      await advanceJob(transaction, job, { status: 'COMPLETED', stage: 'COMPLETED', progress: 1, message, details })
    }
    reached(`${taken.queue} committing`)
  })
  announce(tools, job, next !== null)
}

/** There is nothing to do for this job: it leaves the queue and nothing else happens. */
export async function settle({ database, queue }: WorkerTools, taken: TakenJob): Promise<void> {
  await database.transaction((transaction) => queue.complete(transaction, taken))
}

/** This process stops: another one begins the stage anew, and no attempt is counted. */
export async function handBack(tools: WorkerTools, taken: TakenJob, job: StageJob): Promise<void> {
  const message = 'Waiting for another worker: this one is shutting down'
  await tools.database.transaction(async (transaction) => {
    const attempt = await attemptOf(transaction, job)
    await advanceJob(transaction, job, { status: 'QUEUED', stage: 'QUEUED', message, attempt })
    await leaveQueue(tools, transaction, taken, job)
    await tools.queue.enqueue(transaction, taken.queue, taken.payload)
    reached(`${taken.queue} handback committing`)
  })
  reached(`${taken.queue} handback committed`)
  announce(tools, job, true)
}

/**
 * The provider cannot be asked for a while: the stage goes on where it stands after that, whoever takes it, and the slot
 * is free until then. No attempt is counted, and the passages it had claimed are others' to embed.
 */
export async function waitForProvider(
  tools: WorkerTools,
  taken: TakenJob,
  job: StageJob,
  { message, waitMs, overDailyLimit }: ProviderWait,
): Promise<void> {
  const details = { waitInMs: waitMs, ...(overDailyLimit && { overDailyLimit }) }
  await tools.database.transaction(async (transaction) => {
    const attempt = await attemptOf(transaction, job)
    await advanceJob(transaction, job, { status: 'RETRYING', message, details, attempt })
    await leaveQueue(tools, transaction, taken, job)
    await tools.queue.enqueue(transaction, taken.queue, taken.payload, waitMs)
    await dropClaims(transaction, job)
    reached(`${taken.queue} wait committing`)
  })
  announce(tools, job, false)
}

/**
 * Fails the job where trying again cannot help or has been tried enough, and has it tried again later otherwise. Enough is
 * so many times in a row: an attempt that brought the document further counts as the first, or a large document would fail
 * by the faults that a hundred of its batches have between them.
 */
export async function giveUpOrRetry(tools: WorkerTools, taken: TakenJob, job: StageJob, error: unknown): Promise<void> {
  const log = tools.log.child({ queue: taken.queue, ...taken.payload, attempt: job.attempt })
  const permanent = error instanceof PermanentError
  await tools.database.transaction(async (transaction) => {
    const attempt = await attemptOf(transaction, job)
    if (permanent || attempt >= job.maxAttempts) await fail(tools, transaction, taken, job, error)
    else await retryLater(tools, transaction, taken, { ...job, attempt }, error)
    reached(`${taken.queue} fault committing`)
  })
  reached(`${taken.queue} fault committed`)
  announce(tools, job, false)
  if (permanent) log.info({ reason: error.message }, 'the document cannot be processed')
  else log.warn({ err: error }, 'a stage failed')
}

/** Which attempt this was: the first, where it brought the document further. */
async function attemptOf(transaction: Transaction, { jobId, ownerId, embedded, attempt }: StageJob): Promise<number> {
  const further = await transaction.job.count({ where: { id: jobId, ownerId, embeddedCount: { gt: embedded } } })
  return further > 0 ? 1 : attempt
}

async function leaveQueue(
  { queue }: WorkerTools,
  transaction: Transaction,
  taken: TakenJob,
  job: StageJob,
): Promise<void> {
  if (!(await queue.complete(transaction, taken))) throw new StaleJobError(job)
}

async function fail(
  tools: WorkerTools,
  transaction: Transaction,
  taken: TakenJob,
  job: StageJob,
  error: unknown,
): Promise<void> {
  const permanent = error instanceof PermanentError
  const after = permanent
    ? ''
    : ` (after ${inNumbers(job.maxAttempts, 'attempt')}; reprocess the document to try again)`
  await advanceJob(transaction, job, {
    status: 'FAILED',
    stage: 'FAILED',
    message: 'Failed',
    error: `${publicReason(error, job)}${after}`,
    details: { attempt: job.attempt, maxAttempts: job.maxAttempts },
  })
  await leaveQueue(tools, transaction, taken, job)
  await dropUnfinished(transaction, job)
  if (!permanent) await tools.queue.bury(transaction, taken.payload)
}

async function retryLater(
  tools: WorkerTools,
  transaction: Transaction,
  taken: TakenJob,
  job: StageJob,
  error: unknown,
): Promise<void> {
  const delay = retryDelay(job.attempt, error instanceof ProviderError ? error.retryAfterMs : null)
  const attempt = job.attempt + 1
  const reason = publicReason(error, job)
  await advanceJob(transaction, job, {
    status: 'RETRYING',
    attempt,
    message: `Retrying (${attempt}/${job.maxAttempts}) in ${Math.ceil(delay / 1000)} s: ${reason}`,
    error: reason,
    details: { attempt, maxAttempts: job.maxAttempts, retryInMs: delay },
  })
  await leaveQueue(tools, transaction, taken, job)
  await tools.queue.enqueue(transaction, taken.queue, taken.payload, delay)
  await dropClaims(transaction, job)
}

/** What the document's owner may read: nothing of the machine's inside. */
function publicReason(error: unknown, { jobId }: JobReference): string {
  if (error instanceof PermanentError || error instanceof ProviderError) return error.message
  return `An internal error; the worker's log has it under job ${jobId}.`
}

function announce({ announcer }: WorkerTools, { documentId }: StageJob, enqueued: boolean): void {
  announcer.documentMoved(documentId)
  if (enqueued) announcer.jobEnqueued()
}
