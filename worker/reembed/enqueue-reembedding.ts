// Has a document's passages embedded by the current model: a processing run like any other, which begins at EMBEDDING
// with the passages as they are. Until it has stored them, the old ones and their vectors answer.
import type { Transaction } from '../../core/database.ts'
import { enqueueDocument, type ProcessingOptions } from '../../core/enqueue-document.ts'
import { lockPassages } from '../../core/lock-passages.ts'
import type { Services } from '../../core/services.ts'
import { waits } from './waits.ts'

export type WaitingDocument = { documentId: string; ownerId: string }

/** Statements with more block the event loop of the embedded database for too long. */
const PASSAGES_PER_STATEMENT = 50

type Enqueuing = Pick<Services, 'database' | 'queue' | 'announcer' | 'embedder'>

/** Null where there is nothing to do: the document is gone, has an unfinished job, or has the current model's vectors. */
export async function enqueueReembedding(
  { database, queue, announcer, embedder }: Enqueuing,
  { documentId, ownerId }: WaitingDocument,
): Promise<string | null> {
  const jobId = await database.transaction(async (transaction) => {
    const [document] = await transaction.$queryRaw<{ chunks: number }[]>`
      select chunk_count as chunks from documents
      where id = ${documentId}::uuid and owner_id = ${ownerId}::uuid and ${waits(embedder)}
      for update`
    if (!document) return null
    const jobs = await transaction.job.findMany({ where: { documentId, ownerId }, orderBy: { createdAt: 'desc' } })
    if (jobs.some(({ completedAt }) => completedAt === null)) return null
    const { chunkingStrategy, chunkSize, chunkOverlap } = jobs.find(({ status }) => status === 'COMPLETED') ?? jobs[0]!
    const options: ProcessingOptions = { chunkingStrategy, chunkSize, chunkOverlap }
    // An earlier run that was given up lies in the dead-letter queue.
    await queue.discard(transaction, documentId)
    const job = await enqueueDocument(transaction, queue, { documentId, ownerId, options }, 'embed')
    await stagePassages(transaction, { documentId, ownerId }, job, document.chunks)
    return job
  })
  if (jobId !== null) {
    announcer.jobEnqueued()
    announcer.documentMoved(documentId)
  }
  return jobId
}

async function stagePassages(
  transaction: Transaction,
  { documentId, ownerId }: WaitingDocument,
  jobId: string,
  chunks: number,
): Promise<void> {
  await lockPassages(transaction, ownerId, 'together')
  for (let start = 0; start < chunks; start += PASSAGES_PER_STATEMENT) {
    await transaction.$executeRaw`
      insert into staged_chunks
        (job_id, owner_id, position, passage_hash, text, page, regions, token_count, language, lexemes)
      select ${jobId}::uuid, owner_id, position, passage_hash, text, page, regions, token_count, language, lexemes
      from chunks
      where document_id = ${documentId}::uuid and owner_id = ${ownerId}::uuid
        and position >= ${start} and position < ${start + PASSAGES_PER_STATEMENT}`
  }
  await transaction.job.update({
    where: { id: jobId, ownerId },
    data: { chunkCount: chunks, embeddedCount: 0, reusedCount: 0 },
  })
}
