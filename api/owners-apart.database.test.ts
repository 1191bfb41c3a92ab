// Beside the schema: the originals, and the keys by which the database itself keeps owners apart.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { ask, upload } from '../testing/graphql.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { addMine, addTheirs, OTHER_OWNER, rowsOf, SHARED } from '../testing/two-owners.ts'
import { LOCAL_OWNER } from './context.ts'

let service: TestService
let mine: Awaited<ReturnType<typeof addMine>>
let theirs: Awaited<ReturnType<typeof addTheirs>>

beforeAll(async () => {
  service = await startTestService({ worker: false })
  mine = await addMine(service)
  theirs = await addTheirs(service)
})
afterAll(() => service.close())

const prisma = () => service.services.database.prisma

test("the original of another owner's document looks as if it did not exist", async () => {
  const answer = async (id: string) => {
    const response = await fetch(`${service.address}/files/${id}`)
    return { status: response.status, text: await response.text() }
  }

  expect(await answer(theirs.documentIds[0]!)).toEqual(await answer('00000000-0000-4000-8000-00000000dead'))
  expect(await answer(theirs.documentIds[0]!)).toMatchObject({ status: 404 })
  expect(await answer(mine.documentIds[0]!)).toMatchObject({ status: 200 })
})

test('deleting a document leaves the same content of another owner as it was', async () => {
  const before = await rowsOf(service.services.database, OTHER_OWNER)

  await ask(service.address, `mutation { deleteDocument(id: "${mine.documentIds[0]}") }`)

  expect(await rowsOf(service.services.database, OTHER_OWNER)).toEqual(before)
  const original = await fetch(`${service.address}/files/${theirs.documentIds[0]}`)
  expect(original.status).toBe(404)
  expect(await upload(service.address, SHARED)).toMatchObject({ duplicate: false })
})

test('every key between tables of owners carries the owner', async () => {
  const keys = await prisma().$queryRaw<{ name: string; columns: string[] }[]>`
    select c.conname as name, array_agg(a.attname::text) as columns
    from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
    where c.contype = 'f' and c.connamespace = 'public'::regnamespace
    group by c.conname`

  expect(keys.length).toBeGreaterThan(10)
  for (const { name, columns } of keys) expect(columns, name).toContain('owner_id')
})

test("the database refuses a row that points at another owner's", async () => {
  const [documentId, fileId] = [
    theirs.documentIds[0]!,
    (await prisma().file.findFirstOrThrow({ where: { ownerId: OTHER_OWNER } })).id,
  ]
  const ownerId = LOCAL_OWNER
  const own = await prisma().document.findFirstOrThrow({ where: { ownerId } })
  const file = { mediaType: 'a', byteSize: 1, contentHash: 'a'.repeat(64), filename: 'a' }
  const event = (eventOf: { documentId: string; jobId: string }) =>
    prisma().$transaction(async (transaction) => {
      const moved = { where: { id: eventOf.documentId }, data: { sequence: { increment: 1 } } }
      const { sequence } = await transaction.document.update(moved)
      await transaction.progressEvent.create({
        data: { ownerId, ...eventOf, sequence, stage: 'QUEUED', progress: 0, message: '' },
      })
    })
  const passage = { position: 999, text: '', page: 1, regions: [], passageHash: '', tokenCount: 1 }
  const rows = [
    () => prisma().filePart.create({ data: { ownerId, fileId, number: 99, bytes: Buffer.from('a') } }),
    () => prisma().ocrPage.create({ data: { ownerId, fileId, number: 9, version: 'a', confidence: 1, blocks: [] } }),
    () => prisma().document.create({ data: { ownerId, fileId, ...file } }),
    () => prisma().document.update({ where: { id: own.id }, data: { collectionId: theirs.collectionId } }),
    () => prisma().job.create({ data: { ownerId, documentId, message: '' } }),
    () => event({ documentId, jobId: mine.jobId }),
    () => event({ documentId: own.id, jobId: theirs.jobId }),
    () => prisma().page.create({ data: { ownerId, documentId, number: 99, width: 1, height: 1, blocks: [] } }),
    () => prisma().stagedChunk.create({ data: { ownerId, jobId: theirs.jobId, ...passage } }),
    () => prisma().$executeRaw`
      insert into chunks (owner_id, document_id, position, text, page, regions, passage_hash, token_count, lexemes,
        word_count, model, embedding)
      select ${ownerId}::uuid, document_id, 999, text, page, regions, passage_hash, token_count, lexemes, word_count,
        model, embedding
      from chunks where document_id = ${documentId}::uuid limit 1`,
    () =>
      prisma().batchDocument.create({ data: { ownerId, batchId: theirs.batchId, documentId: own.id, position: 9 } }),
    () => prisma().batchDocument.create({ data: { ownerId, batchId: mine.batchId, documentId, position: 9 } }),
  ]

  for (const row of rows) await expect(row()).rejects.toThrow(/foreign key/i)
})
