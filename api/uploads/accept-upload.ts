// An upload becomes a document: file, document, job, first event and the first stage's job in one transaction. Before
// its commit there is nothing, after it everything; processing starts later, elsewhere.
import { UserError } from '../../core/errors.ts'
import { enqueueDocument, type ProcessingOptions } from '../../core/enqueue-document.ts'
import { Prisma } from '../../prisma/generated/client/client.ts'
import type { Transaction } from '../../core/database.ts'
import { writeFileParts } from '../../core/file-store.ts'
import type { Services } from '../../core/services.ts'
import { reached } from '../../core/steps.ts'
import { detectMediaType } from './detect-media-type.ts'
import type { Upload } from './read-parts.ts'
import type { SpooledFile } from './spooled-file.ts'

/** Where uploads go: whose they are, into which collection, and how they are processed. */
export type UploadTarget = { ownerId: string; collectionId: string | null; options: ProcessingOptions }

/** `duplicate`: these bytes were in this collection before; nothing was enqueued. */
export type AcceptedUpload = { documentId: string; duplicate: boolean }

type CheckedFile = SpooledFile & { mediaType: string }

type Accepting = Pick<Services, 'database' | 'queue' | 'announcer'>

/** Throws UserError where the file or the collection cannot be taken; then nothing of it is kept. */
export async function acceptUpload(services: Accepting, upload: Upload, target: UploadTarget): Promise<AcceptedUpload> {
  const file = await checkFile(upload)
  const accepted = await services.database.transaction(async (transaction) => {
    await requireCollection(transaction, target)
    const accepted = await storeUpload(transaction, services, file, target)
    reached('upload committing')
    return accepted
  })
  reached('upload committed')
  announce(services, [accepted])
  return accepted
}

/** All of them or none, as one batch. Gives the batch's id. */
export async function acceptUploads(services: Accepting, uploads: Upload[], target: UploadTarget): Promise<string> {
  if (uploads.length === 0) throw new UserError('BAD_USER_INPUT', 'files is empty: name at least one file.')
  const files: CheckedFile[] = []
  for (const upload of uploads) files.push(await checkFile(upload))
  const { batchId, accepted } = await services.database.transaction(async (transaction) => {
    await requireCollection(transaction, target)
    // In one order for all: two batches of the same files would otherwise wait for each other.
    const inOrder = files.toSorted((a, b) => (a.contentHash < b.contentHash ? -1 : 1))
    const accepted = new Map<CheckedFile, AcceptedUpload>()
    for (const file of inOrder) accepted.set(file, await storeUpload(transaction, services, file, target))
    const documentIds = new Set(files.map((file) => accepted.get(file)!.documentId))
    const batchId = await createBatch(transaction, documentIds, target.ownerId)
    reached('upload committing')
    return { accepted: [...accepted.values()], batchId }
  })
  reached('upload committed')
  announce(services, accepted)
  return batchId
}

async function checkFile(upload: Upload): Promise<CheckedFile> {
  if (upload instanceof UserError) throw upload
  if (upload.byteSize === 0) {
    throw new UserError('BAD_USER_INPUT', `${upload.filename} is empty (0 bytes). Upload a file that has content.`)
  }
  return { ...upload, mediaType: await detectMediaType(upload) }
}

async function requireCollection(transaction: Transaction, { ownerId, collectionId }: UploadTarget): Promise<void> {
  if (collectionId === null) return
  // Locked, so that the collection cannot be deleted before its document is there.
  const found = await transaction.$queryRaw<unknown[]>`
    select id from collections where id = ${collectionId}::uuid and owner_id = ${ownerId}::uuid for key share`
  if (found.length === 0) throw new UserError('NOT_FOUND', `There is no collection ${collectionId}.`)
}

async function storeUpload(
  transaction: Transaction,
  services: Accepting,
  file: CheckedFile,
  target: UploadTarget,
): Promise<AcceptedUpload> {
  const { ownerId, collectionId } = target
  const { contentHash, mediaType } = file
  const known = { ownerId, collectionId, contentHash }
  // Locked, so that nobody deletes it before the client hears of it; one that is being deleted is waited for.
  const [existing] = await transaction.$queryRaw<{ id: string }[]>`
    select id from documents
    where owner_id = ${ownerId}::uuid and content_hash = ${contentHash} and ${inCollection(collectionId)}
    for key share`
  if (existing) return { documentId: existing.id, duplicate: true }
  const fileId = await storeFile(transaction, services, file, ownerId)
  const [document] = await transaction.document.createManyAndReturn({
    data: { ...known, fileId, mediaType, filename: file.filename, byteSize: file.byteSize },
    skipDuplicates: true,
    select: { id: true },
  })
  if (!document) {
    // Another upload of the same bytes was faster by a moment.
    const { id } = await transaction.document.findFirstOrThrow({ where: known, select: { id: true } })
    return { documentId: id, duplicate: true }
  }
  await enqueueDocument(transaction, services.queue, { documentId: document.id, ownerId, options: target.options })
  return { documentId: document.id, duplicate: false }
}

// `is not distinct from` would say both, but no index is used for it.
function inCollection(collectionId: string | null): Prisma.Sql {
  return collectionId === null ? Prisma.sql`collection_id is null` : Prisma.sql`collection_id = ${collectionId}::uuid`
}

/** The id of the file with these bytes, stored now unless the owner has it already. */
async function storeFile(
  transaction: Transaction,
  services: Accepting,
  file: SpooledFile,
  ownerId: string,
): Promise<string> {
  const { contentHash, byteSize } = file
  const [created] = await transaction.file.createManyAndReturn({
    data: { ownerId, contentHash, byteSize },
    skipDuplicates: true,
    select: { id: true },
  })
  if (created) {
    await writeFileParts(services.database, transaction, { id: created.id, ownerId }, file.content())
    return created.id
  }
  // Locked, so that deleting its last document does not take the file away before ours refers to it.
  const [existing] = await transaction.$queryRaw<{ id: string }[]>`
    select id from files where owner_id = ${ownerId}::uuid and content_hash = ${contentHash} for key share`
  return existing ? existing.id : storeFile(transaction, services, file, ownerId)
}

async function createBatch(transaction: Transaction, documentIds: Set<string>, ownerId: string): Promise<string> {
  const { id } = await transaction.batch.create({ data: { ownerId }, select: { id: true } })
  await transaction.batchDocument.createMany({
    data: [...documentIds].map((documentId, position) => ({ batchId: id, ownerId, documentId, position })),
  })
  return id
}

function announce({ announcer }: Accepting, accepted: AcceptedUpload[]): void {
  const enqueued = accepted.filter(({ duplicate }) => !duplicate)
  if (enqueued.length === 0) return
  announcer.jobEnqueued()
  for (const { documentId } of enqueued) announcer.documentMoved(documentId)
}
