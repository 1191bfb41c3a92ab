// A job is one processing run of a document. Every move of a job is made here, and each writes one progress event in
// the same transaction: what a watcher reads is what happened.
import type { JobStatus, Stage } from '../prisma/generated/client/enums.ts'
import type { Transaction } from './database.ts'
import type { StageQueue } from './queue.ts'

/**
 * Names a job and where it was seen: a move of a job that is in another epoch, queue or claim by now does nothing.
 * `claim`: which take of the queue's job is at work; null for the first.
 */
export type JobReference = {
  jobId: string
  documentId: string
  ownerId: string
  epoch: number
  queue: StageQueue
  claim: string | null
}

export type JobChange = {
  status: JobStatus
  /** Left out: stays as it is. */
  stage?: Stage
  /** 0 to 1; never lowers a job's progress. Left out: stays as it is. */
  progress?: number
  message: string
  /** The numbers behind the message. */
  details?: Record<string, unknown>
  /** Shown to the user; only with the status FAILED, or RETRYING. */
  error?: string
  attempt?: number
  maxAttempts?: number
  /** Hands the job over to the next stage. */
  queue?: StageQueue
  /** Claims the job for the worker that begins a stage. */
  claim?: string
  /** Takes the job from whoever works on it. */
  raiseEpoch?: boolean
}

/** The job was cancelled, superseded, finished or deleted meanwhile: whoever still works on it must commit nothing. */
export class StaleJobError extends Error {
  override readonly name = 'StaleJobError'
  constructor(reference: JobReference) {
    super(`job ${reference.jobId} is no longer in epoch ${reference.epoch}, queue ${reference.queue}`)
  }
}

/** The first event of a new job, whose row the same transaction has just written. Gives the event's sequence. */
export async function recordQueued(transaction: Transaction, job: JobReference): Promise<number> {
  return advanceJob(transaction, job, {
    status: 'QUEUED',
    stage: 'QUEUED',
    progress: 0,
    message: 'Waiting for a worker',
  })
}

/**
 * Moves a job and writes the event that says so. Throws StaleJobError, and the transaction must be rolled back, where
 * the job is final, or in another epoch, queue or claim. Gives the event's sequence.
 */
export async function advanceJob(transaction: Transaction, job: JobReference, change: JobChange): Promise<number> {
  const sequence = await lockDocument(transaction, job, change)
  const written = await writeMove(transaction, job, change, sequence)
  if (written === 0) throw new StaleJobError(job)
  return sequence
}

/** A job that ends without storing its passages leaves none behind, and none claimed. */
export async function dropUnfinished(transaction: Transaction, job: JobReference): Promise<void> {
  const { jobId, ownerId } = job
  await transaction.stagedChunk.deleteMany({ where: { jobId, ownerId } })
  await dropClaims(transaction, job)
}

/** Whoever needs the passages that the job claimed and did not embed may claim them. */
export async function dropClaims(transaction: Transaction, { claim }: JobReference): Promise<void> {
  await transaction.$executeRaw`delete from embeddings where claim = ${claim} and embedding is null`
}

/**
 * Keeps the job as it is until the transaction ends: for a stage whose result takes time to write before the move that
 * says so. Throws StaleJobError where the job is no longer where it was seen.
 */
export async function holdJob(transaction: Transaction, job: JobReference): Promise<void> {
  await transaction.$queryRaw`
    select id from documents where id = ${job.documentId}::uuid and owner_id = ${job.ownerId}::uuid for no key update`
  const { jobId: id, ownerId, epoch, queue, claim } = job
  const held = await transaction.job.count({ where: { id, ownerId, epoch, queue, claim, completedAt: null } })
  if (held === 0) throw new StaleJobError(job)
}

// Taking the sequence locks the document's row until the commit, so sequences have no gaps and are in commit order.
// Whoever changes a job's epoch takes this lock first too: the fence below then sees what was committed before.
async function lockDocument(transaction: Transaction, job: JobReference, change: JobChange): Promise<number> {
  const rows = await transaction.$queryRaw<{ sequence: number }[]>`
    update documents
    set sequence = sequence + 1, status = ${documentStatus(change.status)}::document_status,
      error = ${change.status === 'FAILED' ? (change.error ?? null) : null}, updated_at = now(),
      events_since = coalesce(events_since, updated_at)
    where id = ${job.documentId}::uuid and owner_id = ${job.ownerId}::uuid
    returning sequence`
  if (!rows[0]) throw new StaleJobError(job)
  return rows[0].sequence
}

function documentStatus(status: JobStatus): string {
  if (status === 'QUEUED') return 'PENDING'
  if (status === 'ACTIVE' || status === 'RETRYING') return 'PROCESSING'
  return status
}

function writeMove(transaction: Transaction, job: JobReference, change: JobChange, sequence: number): Promise<number> {
  const {
    status,
    stage = null,
    message,
    error = null,
    progress = null,
    attempt = null,
    maxAttempts = null,
    details = {},
  } = change
  const { queue = null, claim = null, raiseEpoch = false } = change
  return transaction.$executeRaw`
    with job as (
      update jobs
      set status = ${status}::job_status, stage = coalesce(${stage}::stage, stage), message = ${message}, error = ${error},
        progress = greatest(progress, coalesce(${progress}::double precision, progress)),
        attempt = coalesce(${attempt}::int, attempt), max_attempts = coalesce(${maxAttempts}::int, max_attempts),
        queue = coalesce(${queue}, queue),
        claim = coalesce(${claim}, claim), epoch = epoch + ${raiseEpoch ? 1 : 0},
        started_at = case when ${status} = 'QUEUED' then started_at else coalesce(started_at, clock_timestamp()) end,
        completed_at = case when ${status} in ('COMPLETED', 'FAILED', 'CANCELLED') then clock_timestamp() end
      where id = ${job.jobId}::uuid and owner_id = ${job.ownerId}::uuid and epoch = ${job.epoch}
        and queue = ${job.queue}
        and claim is not distinct from ${job.claim} and status in ('QUEUED', 'ACTIVE', 'RETRYING')
      returning id, owner_id, document_id, stage, progress
    )
    insert into progress_events (document_id, sequence, owner_id, job_id, stage, progress, message, details, error)
    select document_id, ${sequence}, owner_id, id, stage, progress, ${message},
      ${JSON.stringify(details)}::jsonb, ${error}
    from job`
}
