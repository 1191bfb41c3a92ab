// Does by hand what a worker does to a job, where a test must decide when each event happens.
import { advanceJob, type JobChange } from '../core/job.ts'
import type { Services } from '../core/services.ts'
import type { StageQueue } from '../core/queue.ts'

type Moving = Pick<Services, 'database' | 'announcer' | 'queue'>

/** One more event of the document's unfinished job. Gives its sequence. */
export async function advance(
  { database, announcer, queue }: Moving,
  documentId: string,
  change: Partial<JobChange> = {},
): Promise<number> {
  const sequence = await database.transaction(async (transaction) => {
    const row = await transaction.job.findFirstOrThrow({
      where: { documentId, status: { in: ['QUEUED', 'ACTIVE', 'RETRYING'] } },
    })
    const { id: jobId, ownerId, epoch, claim } = row
    const job = { jobId, documentId, ownerId, epoch, claim, queue: row.queue as StageQueue }
    await queue.discard(transaction, documentId)
    // Only what is under way can be completed: the database sees to it.
    if (change.status === 'COMPLETED')
      await transaction.job.update({ where: { id: jobId }, data: { status: 'ACTIVE' } })
    return advanceJob(transaction, job, { status: 'ACTIVE', stage: 'EXTRACTING', message: 'Reading', ...change })
  })
  announcer.documentMoved(documentId)
  return sequence
}

/** The job's last event. */
export function finish(
  services: Moving,
  documentId: string,
  status: 'COMPLETED' | 'FAILED' | 'CANCELLED' = 'COMPLETED',
): Promise<number> {
  return advance(services, documentId, {
    status,
    stage: status,
    message: 'The end',
    ...(status === 'COMPLETED' && { progress: 1 }),
    ...(status === 'FAILED' && { error: 'on purpose' }),
  })
}
