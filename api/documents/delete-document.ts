// Deletes a document with everything that is its own: job, events, pages, passages, and the file and the cached
// vectors that nobody else uses.
import type { Transaction } from '../../core/database.ts'
import { lockPassages } from '../../core/lock-passages.ts'
import type { Services } from '../../core/services.ts'
import { reached } from '../../core/steps.ts'

export type DocumentReference = { documentId: string; ownerId: string }

type Deleting = Pick<Services, 'database' | 'queue' | 'announcer'>

/** False where the owner has no such document. */
export async function deleteDocument(services: Deleting, document: DocumentReference): Promise<boolean> {
  const deleted = await services.database.transaction((transaction) => deleteWithin(transaction, services, document))
  reached('delete committed')
  if (deleted) services.announcer.documentMoved(document.documentId)
  return deleted
}

/** The same inside a transaction of the caller's, who announces it afterwards. */
export async function deleteWithin(
  transaction: Transaction,
  { queue }: Pick<Services, 'queue'>,
  document: DocumentReference,
): Promise<boolean> {
  const fileId = await lockDocument(transaction, document)
  if (fileId === null) return false
  await lockJobs(transaction, document)
  await queue.discard(transaction, document.documentId)
  await lockPassages(transaction, document.ownerId, 'alone')
  await deleteOwnVectors(transaction, document)
  await transaction.document.delete({ where: { id: document.documentId, ownerId: document.ownerId } })
  await lockFile(transaction, fileId)
  await transaction.file.deleteMany({ where: { id: fileId, ownerId: document.ownerId, documents: { none: {} } } })
  reached('delete committing')
  return true
}

async function lockDocument(
  transaction: Transaction,
  { documentId, ownerId }: DocumentReference,
): Promise<string | null> {
  const [document] = await transaction.$queryRaw<{ file_id: string }[]>`
    select file_id from documents where id = ${documentId}::uuid and owner_id = ${ownerId}::uuid for update`
  return document?.file_id ?? null
}

// A worker that stores a batch of vectors locks the job and then the vectors: in that order here too.
async function lockJobs(transaction: Transaction, { documentId }: DocumentReference): Promise<void> {
  await transaction.$queryRaw`select id from jobs where document_id = ${documentId}::uuid for update`
}

// Waits for an upload of the same bytes, which then uses the file; and for another deletion, which then has ended.
async function lockFile(transaction: Transaction, fileId: string): Promise<void> {
  await transaction.$queryRaw`select id from files where id = ${fileId}::uuid for update`
}

async function deleteOwnVectors(transaction: Transaction, { documentId, ownerId }: DocumentReference): Promise<void> {
  await transaction.$executeRaw`
    with own as (
      select passage_hash from chunks where document_id = ${documentId}::uuid
      union
      select passage_hash from staged_chunks where job_id in (select id from jobs where document_id = ${documentId}::uuid)
    )
    delete from embeddings e using own
    where e.owner_id = ${ownerId}::uuid and e.passage_hash = own.passage_hash
      and not exists (
        select from chunks c
        where c.owner_id = e.owner_id and c.passage_hash = e.passage_hash and c.document_id <> ${documentId}::uuid)
      and not exists (
        select from staged_chunks s join jobs j on j.id = s.job_id
        where s.owner_id = e.owner_id and s.passage_hash = e.passage_hash and j.document_id <> ${documentId}::uuid)`
}
