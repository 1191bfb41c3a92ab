// Finds jobs and queue entries that no longer fit together and mends them. The transactions leave none behind; this is
// for what comes from outside: a queue emptied by hand, a database restored in parts, a worker that dies at every try.
import { CLAIM_IS_ALIVE } from '../core/claim.ts'
import type { StageQueue, StagePayload } from '../core/queue.ts'
import { advanceJob, dropUnfinished, StaleJobError } from '../core/job.ts'
import type { Services } from '../core/services.ts'

type Unqueued = {
  jobId: string
  documentId: string
  ownerId: string
  epoch: number
  queue: StageQueue
  claim: string | null
  /** How often its queue entry lost its worker, where that made pg-boss give it up; null where there is no entry. */
  lostWorkers: number | null
}

const EVERY_MS = 60_000

type Reconciling = Pick<Services, 'database' | 'queue' | 'announcer' | 'log'>

/** Gives how many things it mended. */
export async function reconcile(services: Reconciling): Promise<number> {
  await dropDeadClaims(services)
  const removed = await removeOrphans(services)
  const unqueued = await findUnqueued(services)
  let mended = 0
  for (const job of unqueued) mended += await mendUnlessMoved(services, job)
  return removed + mended
}

/** Calls `reconcile` now and every minute, until the function it gives is called. */
export function reconcileRegularly(services: Reconciling): () => void {
  const run = () => {
    reconcile(services).catch((error: unknown) =>
      services.log.warn({ err: error }, 'could not reconcile; it is tried again'),
    )
  }
  run()
  const timer = setInterval(run, EVERY_MS)
  return () => clearInterval(timer)
}

/** Unfinished jobs that no queue will bring to a worker. One snapshot: a stage's commit is seen whole or not at all. */
function findUnqueued({ database }: Reconciling): Promise<Unqueued[]> {
  return database.prisma.$queryRaw<Unqueued[]>`
    select j.id as "jobId", j.document_id as "documentId", j.owner_id as "ownerId", j.epoch, j.queue, j.claim,
      (select max(b.retry_count) from pgboss.job b
       where b.data ->> 'jobId' = j.id::text and (b.data ->> 'epoch')::int = j.epoch
         and split_part(b.name, '-v', 1) = j.queue and b.state = 'failed') as "lostWorkers"
    from jobs j
    where j.status in ('QUEUED', 'ACTIVE', 'RETRYING') and not exists (
      select from pgboss.job b
      where b.singleton_key = j.document_id::text and split_part(b.name, '-v', 1) = j.queue
        and b.state in ('created', 'retry', 'active'))`
}

/** Queue entries whose job is gone or final. */
async function removeOrphans({ database, log }: Reconciling): Promise<number> {
  const removed = await database.prisma.$executeRaw`
    delete from pgboss.job b
    where b.name ~ '^(extract|chunk|embed|store)-v' and b.state in ('created', 'retry', 'active') and not exists (
      select from jobs j
      where j.id::text = b.data ->> 'jobId' and j.status in ('QUEUED', 'ACTIVE', 'RETRYING'))`
  if (removed > 0) log.warn({ removed }, 'removed queue entries whose job is gone or final')
  return removed
}

/** Passages that a job claimed and did not embed, because it failed or was cancelled: usual, so not counted. */
async function dropDeadClaims({ database }: Reconciling): Promise<void> {
  await database.prisma.$executeRaw`
    with dead as (
      select owner_id, model, passage_hash from embeddings e
      where e.embedding is null and not ${CLAIM_IS_ALIVE}
      for update skip locked
    )
    delete from embeddings e using dead
    where e.owner_id = dead.owner_id and e.model = dead.model and e.passage_hash = dead.passage_hash`
}

async function mendUnlessMoved(services: Reconciling, job: Unqueued): Promise<number> {
  try {
    await mend(services, job)
    return 1
  } catch (error) {
    // It moved since it was found: then nothing was wrong with it.
    if (error instanceof StaleJobError) return 0
    // The others must not wait for it.
    services.log.warn({ err: error, jobId: job.jobId }, 'could not mend a job; it is tried again')
    return 0
  }
}

async function mend({ database, queue, announcer, log }: Reconciling, job: Unqueued): Promise<void> {
  const { jobId, documentId, ownerId, epoch, lostWorkers } = job
  // A new epoch: of several that mend at once one does, and whoever still works on a lost entry commits nothing.
  const payload: StagePayload = { jobId, documentId, ownerId, epoch: epoch + 1 }
  await database.transaction(async (transaction) => {
    if (lostWorkers === null) {
      await advanceJob(transaction, job, {
        status: 'QUEUED',
        message: 'Waiting for a worker: its place in the queue was lost and is restored',
        raiseEpoch: true,
      })
      await queue.enqueue(transaction, job.queue, payload)
    } else {
      const error = `The worker died ${lostWorkers + 1} times while it processed this document. Reprocess it to try again.`
      await advanceJob(transaction, job, {
        status: 'FAILED',
        stage: 'FAILED',
        message: 'Failed',
        error,
        raiseEpoch: true,
        details: { lostWorkers: lostWorkers + 1 },
      })
      await dropUnfinished(transaction, job)
      await queue.bury(transaction, payload)
    }
  })
  announcer.documentMoved(documentId)
  announcer.jobEnqueued()
  log.warn(
    { ...payload, lostWorkers },
    lostWorkers === null ? 'put a job back into its queue' : 'gave up a job whose workers died',
  )
}
