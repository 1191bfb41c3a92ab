// Starts a processing run of a document: its job, the first event and the first stage's job. The api calls it for an
// upload and to reprocess, the worker to embed a document anew.
import type { ChunkingStrategy } from '../prisma/generated/client/enums.ts'
import type { Transaction } from './database.ts'
import { recordQueued } from './job.ts'
import { STAGE_QUEUES, type Queue, type StageQueue } from './queue.ts'

/** Sizes are in tokens. */
export type ProcessingOptions = { chunkingStrategy: ChunkingStrategy; chunkSize: number; chunkOverlap: number }

export type NewJob = { documentId: string; ownerId: string; options: ProcessingOptions }

/** `first`: the stage it begins with. Gives the job's id. Throws where the document has an unfinished job: the database allows one. */
export async function enqueueDocument(
  transaction: Transaction,
  queue: Pick<Queue, 'enqueue'>,
  { documentId, ownerId, options }: NewJob,
  first: StageQueue = STAGE_QUEUES[0],
): Promise<string> {
  const { id: jobId, epoch } = await transaction.job.create({
    data: { documentId, ownerId, ...options, queue: first, message: '' },
    select: { id: true, epoch: true },
  })
  const job = { jobId, documentId, ownerId, epoch }
  await recordQueued(transaction, { ...job, queue: first, claim: null })
  await queue.enqueue(transaction, first, job)
  return jobId
}
