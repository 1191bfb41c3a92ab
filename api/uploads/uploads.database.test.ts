import { createHash } from 'node:crypto'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { startWorker } from '../../worker/start-worker.ts'
import { countRows } from '../../testing/count-rows.ts'
import { ask, requestUpload, upload, uploadBatch } from '../../testing/graphql.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import { largeFile, smallPdf } from '../../testing/small-pdf.ts'
import { eventually } from '../../core/testing/eventually.ts'

// Without a worker: jobs stay where the upload has put them.
let service: TestService
let address: string

beforeAll(async () => {
  service = await startTestService({ worker: false, config: { logLevel: 'silent' } })
  address = service.address
})
afterAll(() => service.close())

const rows = () => countRows(service.services.database)

async function createCollection(name: string): Promise<string> {
  const { createCollection } = await ask(
    address,
    'mutation ($name: String!) { createCollection(name: $name) { id } }',
    {
      name,
    },
  )
  return createCollection.id
}

/** What one more document of one more file of one part adds. */
const ONE_MORE = { documents: 1, files: 1, file_parts: 1, jobs: 1, progress_events: 1, 'pgboss.job': 1 }

async function added(before: Record<string, number>): Promise<Record<string, number>> {
  const after = await rows()
  const changes = Object.entries(after).map(([table, count]) => [table, count - before[table]!] as const)
  return Object.fromEntries(changes.filter(([, change]) => change !== 0))
}

test('an upload is answered while no worker runs, and is processed once one does', async () => {
  const { document, job, duplicate } = await upload(address, smallPdf('Answered at once.'))

  expect({ duplicate, document, job }).toMatchObject({
    duplicate: false,
    document: { filename: 'small.pdf', status: 'PENDING' },
    job: { status: 'QUEUED', stage: 'QUEUED' },
  })

  const worker = await startWorker(service.services, service.config)
  await eventually(async () => {
    const answer = await ask(address, 'query ($id: ID!) { document(id: $id) { status } }', { id: document.id })
    expect(answer.document.status).toBe('COMPLETED')
  })
  await worker.close()
})

test('an upload writes the file, the document, the job, its event and its place in the queue', async () => {
  const before = await rows()

  await upload(address, smallPdf('One of each.'))

  expect(await added(before)).toEqual(ONE_MORE)
})

test('the same bytes in the same collection are a duplicate that enqueues nothing', async () => {
  const first = await upload(address, smallPdf('Twice.'))
  const before = await rows()

  const second = await upload(address, { ...smallPdf('Twice.'), name: 'another name.pdf' })

  expect(second).toEqual({ duplicate: true, document: first.document, job: first.job })
  expect(await added(before)).toEqual({})
})

test('the same bytes in another collection are another document of the same file', async () => {
  const [one, two] = [await createCollection('One'), await createCollection('Two')]
  const file = largeFile(1_500_000, 11)
  const inOne = await upload(address, file, { collectionId: one })
  const before = await rows()

  const inTwo = await upload(address, file, { collectionId: two })
  const again = await upload(address, file, { collectionId: two })

  expect(inTwo).toMatchObject({ duplicate: false })
  expect(inTwo.document.id).not.toBe(inOne.document.id)
  expect(again).toMatchObject({ duplicate: true, document: { id: inTwo.document.id } })
  expect(await added(before)).toEqual({ documents: 1, jobs: 1, progress_events: 1, 'pgboss.job': 1 })
})

test('eight uploads of the same bytes at the same time make one document', async () => {
  const before = await rows()

  const answers = await Promise.all(Array.from({ length: 8 }, () => upload(address, smallPdf('All at once.'))))

  expect(new Set(answers.map(({ document }) => document.id)).size).toBe(1)
  expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
  expect(await added(before)).toEqual(ONE_MORE)
})

test('the same bytes into two collections at the same time are stored once', async () => {
  const collections = [await createCollection('Left'), await createCollection('Right')]
  const before = await rows()

  await Promise.all(collections.map((collectionId) => upload(address, smallPdf('Both sides.'), { collectionId })))

  expect(await added(before)).toEqual({ ...ONE_MORE, documents: 2, jobs: 2, progress_events: 2, 'pgboss.job': 2 })
})

test('a file of several parts comes back as it was sent', async () => {
  const file = largeFile(3 * 1024 * 1024 + 4_321, 7)
  const before = await rows()
  const { document } = await upload(address, { ...file, name: "Ümläut & 'quote' (1).pdf" })

  const response = await fetch(`${address}/files/${document.id}`)
  const bytes = await response.bytes()

  expect(await added(before)).toMatchObject({ files: 1, file_parts: 4 })
  expect(sha256(bytes)).toBe(sha256(file.bytes))
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/pdf',
    'content-length': String(file.bytes.length),
    'content-disposition': "inline; filename*=UTF-8''%C3%9Cml%C3%A4ut%20%26%20%27quote%27%20%281%29.pdf",
    'x-content-type-options': 'nosniff',
  })
})

test('a document knows the size and the hash of its bytes', async () => {
  const file = smallPdf('Known by its content.')
  const { document } = await upload(address, file)

  const answer = await ask(
    address,
    'query ($id: ID!) { document(id: $id) { byteSize contentHash mediaType fileUrl } }',
    { id: document.id },
  )

  expect(answer.document).toEqual({
    byteSize: file.bytes.length,
    contentHash: sha256(file.bytes),
    mediaType: 'application/pdf',
    fileUrl: `/files/${document.id}`,
  })
})

test.each([
  ['is of an unsupported kind', { name: 'letters.zip', bytes: Buffer.from('PK\u0003\u0004') }, {}],
  ['goes to no known collection', smallPdf('Nowhere.'), { collectionId: '00000000-0000-4000-8000-00000000dead' }],
  ['has options out of range', smallPdf('Out of range.'), { options: { chunkSize: 1 } }],
])('an upload that %s leaves nothing behind', async (_why, file, rest) => {
  const before = await rows()

  const { errors } = await requestUpload(address, file, rest)

  expect(errors).toHaveLength(1)
  expect(await added(before)).toEqual({})
})

test('an upload whose transaction fails half-way leaves nothing behind', async () => {
  const { prisma } = service.services.database
  await prisma.$executeRaw`alter table progress_events add constraint fails_on_purpose check (progress > 0) not valid`
  const before = await rows()

  const { errors } = await requestUpload(address, smallPdf('Half-way.'))
  await prisma.$executeRaw`alter table progress_events drop constraint fails_on_purpose`

  expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }])
  expect(await added(before)).toEqual({})
  expect(await upload(address, smallPdf('Half-way.'))).toMatchObject({ duplicate: false })
})

test('an uploaded batch is answered with its documents in order, none of them begun', async () => {
  const names = ['c.pdf', 'a.pdf', 'b.pdf', 'd.pdf']
  const files = names.map((name) => ({ ...smallPdf(`The file ${name}.`), name }))

  const batch = await uploadBatch(address, files)

  expect(batch).toMatchObject({ total: 4, completed: 0, failed: 0, cancelled: 0, progress: 0 })
  expect(batch.documents.map(({ filename }: { filename: string }) => filename)).toEqual(names)
})

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
