// Cancels a document's unfinished job. It is final at once: what a worker still does for it commits nothing, and the
// worker itself learns of it with its next heartbeat, within a second, and stops.
import { advanceJob, dropUnfinished } from '../../core/job.ts'
import type { StageQueue } from '../../core/queue.ts'
import type { Services } from '../../core/services.ts'
import { reached } from '../../core/steps.ts'
import type { DocumentReference } from './delete-document.ts'

/** Gives the id of the job, or of the latest one where none is unfinished; null where there is no such document. */
export async function cancelProcessing(
  { database, queue, announcer }: Pick<Services, 'database' | 'queue' | 'announcer'>,
  { documentId, ownerId }: DocumentReference,
): Promise<string | null> {
  const cancelled = await database.transaction(async (transaction) => {
    const locked = await transaction.$queryRaw<unknown[]>`
      select id from documents where id = ${documentId}::uuid and owner_id = ${ownerId}::uuid for update`
    if (locked.length === 0) return null
    const latest = await transaction.job.findFirstOrThrow({
      where: { documentId, ownerId },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    })
    if (latest.completedAt !== null) return { jobId: latest.id, moved: false }
    const job = { ...latest, jobId: latest.id, queue: latest.queue as StageQueue }
    await advanceJob(transaction, job, {
      status: 'CANCELLED',
      stage: 'CANCELLED',
      message: 'Cancelled',
      raiseEpoch: true,
    })
    await queue.discard(transaction, documentId)
    await dropUnfinished(transaction, job)
    reached('cancel committing')
    return { jobId: latest.id, moved: true }
  })
  reached('cancel committed')
  if (cancelled?.moved) announcer.documentMoved(documentId)
  return cancelled?.jobId ?? null
}
