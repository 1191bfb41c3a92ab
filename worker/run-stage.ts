// Runs one stage's job: load, run, and one transaction that writes the result, its event and the next stage's job. The
// one place in the worker where errors are sorted.
import type { Config } from '../core/config.ts'
import { ProviderError } from '../core/embedder.ts'
import { PermanentError } from '../core/errors.ts'
import { advanceJob, StaleJobError, type JobReference } from '../core/job.ts'
import type { TakenJob } from '../core/queue.ts'
import type { Services } from '../core/services.ts'
import type { Transaction } from '../core/database.ts'
import type { Extractor } from './extractor.ts'
import { keepAlive } from './keep-alive.ts'
import { progressAt, stageAfter, stageOf } from './pipeline.ts'
import { createReporter } from './progress-reporter.ts'
import { retryDelay } from './retry-delay.ts'
import type { Stage, StageContext, StageResult } from './stage.ts'

export type WorkerTools = Services & { extractors: readonly Extractor[]; config: Pick<Config, 'maxPages'> }

/** Never throws: whatever happens to the job is written to it, or left to whoever finds it without a worker. */
export async function runStage(tools: WorkerTools, taken: TakenJob, shutdown: AbortSignal): Promise<void> {
  const log = tools.log.child({ queue: taken.queue, ...taken.payload })
  const claim = keepAlive(tools.queue, taken, log)
  const signal = AbortSignal.any([shutdown, claim.lost])
  try {
    const context = await loadContext(tools, taken, signal)
    if (!context) return await settle(tools, taken)
    const stage = stageOf(taken.queue)
    try {
      await begin(tools, context, stage)
      const result = await stage.run(context)
      signal.throwIfAborted()
      await finish(tools, taken, context, stage, result)
      log.debug('the stage is done')
    } catch (error) {
      if (claim.lost.aborted) log.warn('the job was taken from this worker, which leaves it alone')
      else if (error instanceof StaleJobError) await settle(tools, taken)
      else if (shutdown.aborted) await handBack(tools, taken, context)
      else await giveUpOrRetry(tools, taken, context, error)
    }
  } catch (error) {
    // The database is away, most likely: the missing heartbeat will bring the job back.
    log.error({ err: error }, 'a job could not be settled; it is taken up again')
  } finally {
    claim.release()
  }
}

/** Null where the job is gone, final, or in another epoch or stage: there is nothing to do. */
async function loadContext(
  tools: WorkerTools,
  { queue, payload }: TakenJob,
  signal: AbortSignal,
): Promise<StageContext | null> {
  const { jobId, ownerId, documentId, epoch } = payload
  const row = await tools.database.prisma.job.findUnique({
    where: { id: jobId, ownerId, documentId, epoch, queue, status: { in: ['QUEUED', 'ACTIVE', 'RETRYING'] } },
  })
  if (!row) return null
  const { chunkingStrategy, chunkSize, chunkOverlap, attempt, maxAttempts } = row
  const options = { chunkingStrategy, chunkSize, chunkOverlap }
  const job = { jobId, ownerId, documentId, epoch, queue, options, attempt, maxAttempts }
  const { database, embedder, extractors, config } = tools
  return { job, database, embedder, extractors, config, signal, report: createReporter(tools, job) }
}

async function begin({ database, announcer }: WorkerTools, { job }: StageContext, stage: Stage): Promise<void> {
  const [step] = stage.steps
  await database.transaction((transaction) =>
    advanceJob(transaction, job, {
      status: 'ACTIVE',
      stage: step,
      progress: progressAt(step, 0),
      message: stage.beginMessage,
    }),
  )
  announcer.documentMoved(job.documentId)
}

async function finish(
  tools: WorkerTools,
  taken: TakenJob,
  { job }: StageContext,
  stage: Stage,
  result: StageResult,
): Promise<void> {
  const { message, details } = result
  const next = stageAfter(stage)
  await tools.database.transaction(async (transaction) => {
    await tools.queue.complete(transaction, taken)
    if (next) {
      const step = stage.steps.at(-1)!
      await advanceJob(transaction, job, {
        status: 'ACTIVE',
        stage: step,
        progress: progressAt(step, 1),
        message,
        details,
        queue: next.queue,
      })
      await tools.queue.enqueue(transaction, next.queue, taken.payload)
    } else {
      await advanceJob(transaction, job, { status: 'COMPLETED', stage: 'COMPLETED', progress: 1, message, details })
    }
    await result.commit(transaction)
  })
  tools.announcer.documentMoved(job.documentId)
  if (next) tools.announcer.jobEnqueued()
}

/** There is nothing to do for this job: it leaves the queue and nothing else happens. */
async function settle({ database, queue }: WorkerTools, taken: TakenJob): Promise<void> {
  await database.transaction((transaction) => queue.complete(transaction, taken))
}

/** This process stops: another one begins the stage anew, and no attempt is counted. */
async function handBack(tools: WorkerTools, taken: TakenJob, { job }: StageContext): Promise<void> {
  await tools.database.transaction(async (transaction) => {
    await tools.queue.complete(transaction, taken)
    await advanceJob(transaction, job, {
      status: 'QUEUED',
      stage: 'QUEUED',
      message: 'Waiting for another worker: this one is shutting down',
    })
    await tools.queue.enqueue(transaction, taken.queue, taken.payload)
  })
  tools.announcer.documentMoved(job.documentId)
  tools.announcer.jobEnqueued()
}

async function giveUpOrRetry(
  tools: WorkerTools,
  taken: TakenJob,
  { job }: StageContext,
  error: unknown,
): Promise<void> {
  const log = tools.log.child({ queue: taken.queue, ...taken.payload, attempt: job.attempt })
  const permanent = error instanceof PermanentError
  await tools.database.transaction(async (transaction) => {
    await tools.queue.complete(transaction, taken)
    if (permanent || job.attempt >= job.maxAttempts) await fail(transaction, job, error)
    else await retryLater(tools, transaction, taken, job, error)
  })
  tools.announcer.documentMoved(job.documentId)
  if (permanent) log.info({ reason: error.message }, 'the document cannot be processed')
  else log.warn({ err: error }, 'a stage failed')
}

async function fail(transaction: Transaction, job: StageContext['job'], error: unknown): Promise<void> {
  const reason = publicReason(error, job)
  const after =
    error instanceof PermanentError ? '' : ` (after ${job.maxAttempts} attempts; reprocess the document to try again)`
  await advanceJob(transaction, job, {
    status: 'FAILED',
    stage: 'FAILED',
    message: 'Failed',
    error: `${reason}${after}`,
    details: { attempt: job.attempt, maxAttempts: job.maxAttempts },
  })
}

async function retryLater(
  tools: WorkerTools,
  transaction: Transaction,
  taken: TakenJob,
  job: StageContext['job'],
  error: unknown,
): Promise<void> {
  const delay = retryDelay(job.attempt, error instanceof ProviderError ? error.retryAfterMs : null)
  const attempt = job.attempt + 1
  const reason = publicReason(error, job)
  await advanceJob(transaction, job, {
    status: 'RETRYING',
    stage: stageOf(taken.queue).steps[0],
    attempt,
    message: `Retrying (${attempt}/${job.maxAttempts}) in ${Math.ceil(delay / 1000)} s: ${reason}`,
    error: reason,
    details: { attempt, maxAttempts: job.maxAttempts, retryInMs: delay },
  })
  await tools.queue.enqueue(transaction, taken.queue, taken.payload, delay)
}

/** What the document's owner may read: nothing of the machine's inside. */
function publicReason(error: unknown, { jobId }: JobReference): string {
  if (error instanceof PermanentError || error instanceof ProviderError) return error.message
  return `An internal error; the worker's log has it under job ${jobId}.`
}
