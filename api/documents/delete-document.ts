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

// Those of earlier runs too, which no passage tells of.
async function deleteOwnVectors(transaction: Transaction, { documentId, ownerId }: DocumentReference): Promise<void> {
  await passOnVectors(transaction, { documentId, ownerId })
  await transaction.embedding.deleteMany({ where: { documentId, ownerId } })
}

/** A vector whose passage another document has too becomes that one's. */
async function passOnVectors(transaction: Transaction, { documentId, ownerId }: DocumentReference): Promise<void> {
  await transaction.$executeRaw`
    with own as (
      select passage_hash from embeddings
      where owner_id = ${ownerId}::uuid and document_id = ${documentId}::uuid and embedding is not null
    ), heirs as (
      select distinct on (passage_hash) passage_hash, document_id
      from (
        select passage_hash, document_id from chunks where owner_id = ${ownerId}::uuid
        union all
        select s.passage_hash, j.document_id from staged_chunks s join jobs j on j.id = s.job_id
        where s.owner_id = ${ownerId}::uuid
      ) passages
      where document_id <> ${documentId}::uuid and passage_hash in (select passage_hash from own)
    )
    update embeddings e set document_id = heirs.document_id
    from heirs
    where e.owner_id = ${ownerId}::uuid and e.document_id = ${documentId}::uuid
      and e.passage_hash = heirs.passage_hash and e.embedding is not null`
}
