// Processes a document once more. Until the new run has stored its passages, search answers with the old ones.
import { enqueueDocument, type ProcessingOptions } from '../../core/enqueue-document.ts'
import type { Services } from '../../core/services.ts'
import { reached } from '../../core/steps.ts'

type Request = { documentId: string; ownerId: string; options: ProcessingOptions }

/** `enqueued` is false where a job of the document is unfinished: that one is given. Null: no such document. */
export async function reprocessDocument(
  { database, queue, announcer }: Pick<Services, 'database' | 'queue' | 'announcer'>,
  { documentId, ownerId, options }: Request,
): Promise<{ jobId: string; enqueued: boolean } | null> {
  const run = await database.transaction(async (transaction) => {
    const locked = await transaction.$queryRaw<unknown[]>`
      select id from documents where id = ${documentId}::uuid and owner_id = ${ownerId}::uuid for update`
    if (locked.length === 0) return null
    const unfinished = await transaction.job.findFirst({
      where: { documentId, ownerId, status: { in: ['QUEUED', 'ACTIVE', 'RETRYING'] } },
      select: { id: true },
    })
    if (unfinished) return { jobId: unfinished.id, enqueued: false }
    // An earlier run that was given up lies in the dead-letter queue.
    await queue.discard(transaction, documentId)
    const jobId = await enqueueDocument(transaction, queue, { documentId, ownerId, options })
    reached('reprocess committing')
    return { jobId, enqueued: true }
  })
  reached('reprocess committed')
  if (run?.enqueued) {
    announcer.jobEnqueued()
    announcer.documentMoved(documentId)
  }
  return run
}
