import { afterAll, beforeAll, expect, test } from 'vitest'

import { countRows } from '../../testing/count-rows.ts'
import { ask, refusal, requestMultipart, upload, uploadBatch, type UploadFile } from '../../testing/graphql.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import { smallPdf } from '../../testing/small-pdf.ts'

let service: TestService
let address: string

beforeAll(async () => {
  service = await startTestService({ worker: false })
  address = service.address
})
afterAll(() => service.close())

const rows = () => countRows(service.services.database)
const idsOf = (batch: { documents: { id: string }[] }) => batch.documents.map(({ id }) => id)

/** What the batch with a file that cannot be taken is refused with. */
function refusedBatch(files: UploadFile[], rest: object = {}): Promise<{ code: string; message: string }> {
  const query = `mutation ($files: [File!]!, $collectionId: ID) {
    uploadDocuments(files: $files, collectionId: $collectionId) { id }
  }`
  const places = Object.fromEntries(files.map((file, index) => [`variables.files.${index}`, file]))
  return refusal(requestMultipart(address, query, { files: files.map(() => null), ...rest }, places))
}

test('one file that cannot be taken keeps the whole batch out, and is named', async () => {
  const before = await rows()
  const files = [smallPdf('Good.'), { name: 'notes.zip', bytes: Buffer.from('PK\u0003\u0004') }, smallPdf('Good too.')]

  const { code, message } = await refusedBatch(files)

  expect(code).toBe('UNSUPPORTED_MEDIA_TYPE')
  expect(message).toContain('notes.zip')
  expect(await rows()).toEqual(before)
})

test('a batch into an unknown collection keeps nothing', async () => {
  const before = await rows()

  const refused = await refusedBatch([smallPdf('Where to?')], { collectionId: '00000000-0000-4000-8000-00000000dead' })

  expect(refused.code).toBe('NOT_FOUND')
  expect(await rows()).toEqual(before)
})

test('a batch without files is refused', async () => {
  expect(await refusedBatch([])).toEqual({
    code: 'BAD_USER_INPUT',
    message: 'files is empty: name at least one file.',
  })
})

test('files that were there before are part of the batch and are not enqueued again', async () => {
  const { document } = await upload(address, smallPdf('There before.'))
  const before = await rows()

  const batch = await uploadBatch(address, [smallPdf('New here.'), smallPdf('There before.')])

  expect(batch.total).toBe(2)
  expect(idsOf(batch)[1]).toBe(document.id)
  expect((await rows())['pgboss.job']).toBe(before['pgboss.job']! + 1)
})

test('the same bytes twice in one batch are one document of it', async () => {
  const batch = await uploadBatch(address, [smallPdf('Same.'), { ...smallPdf('Same.'), name: 'same again.pdf' }])

  expect(batch).toMatchObject({ total: 1, documents: [{ filename: 'small.pdf' }] })
})

test('batches of the same files in opposite order do not wait for each other', async () => {
  const files = Array.from({ length: 12 }, (_, index) => smallPdf(`Crossing ${index}.`))

  const [forth, back] = await Promise.all([uploadBatch(address, files), uploadBatch(address, files.toReversed())])

  expect(idsOf(back)).toEqual(idsOf(forth).toReversed())
})

test('a batch can be asked for later, and counts what became of its documents', async () => {
  const { database } = service.services
  const { id, documents } = await uploadBatch(
    address,
    ['one', 'two', 'three', 'four'].map((word) => smallPdf(`Counted ${word}.`)),
  )
  const [failed, cancelled, half] = documents
  const finalJob = { progress: 0.2, completedAt: new Date(), error: 'on purpose' }
  await database.prisma.document.update({ where: { id: failed.id }, data: { status: 'FAILED' } })
  await database.prisma.job.updateMany({
    where: { documentId: failed.id },
    data: { status: 'FAILED', stage: 'FAILED', ...finalJob },
  })
  await database.prisma.document.update({ where: { id: cancelled.id }, data: { status: 'CANCELLED' } })
  await database.prisma.job.updateMany({
    where: { documentId: cancelled.id },
    data: { status: 'CANCELLED', stage: 'CANCELLED', ...finalJob },
  })
  await database.prisma.job.updateMany({ where: { documentId: half.id }, data: { progress: 0.6 } })

  const { batch } = await ask(address, '{ batch(id: "' + id + '") { total completed failed cancelled progress } }')

  expect(batch).toEqual({ total: 4, completed: 0, failed: 1, cancelled: 1, progress: expect.closeTo(0.25, 6) })
})
