import { afterAll, beforeAll, expect, test } from 'vitest'

import { eventually } from '../../core/testing/eventually.ts'
import { countRows } from '../../testing/count-rows.ts'
import { ask, refusal, request, upload, type UploadFile } from '../../testing/graphql.ts'
import { outcome } from '../../testing/outcome.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import { smallPdf } from '../../testing/small-pdf.ts'

let service: TestService
let address: string

beforeAll(async () => {
  service = await startTestService()
  address = service.address
})
afterAll(() => service.close())

/** pg-boss keeps finished jobs for an hour; here only those count that may still run. */
async function rows(): Promise<Record<string, number>> {
  const { database } = service.services
  await database.prisma.$executeRaw`delete from pgboss.job where state = 'completed'`
  return countRows(database)
}

async function processed(file: UploadFile, rest: object = {}): Promise<string> {
  const { document } = await upload(address, file, rest)
  await outcome(address, document.id)
  return document.id
}

const remove = (id: string) => ask(address, `mutation { deleteDocument(id: "${id}") }`)
const original = async (id: string) => (await fetch(`${address}/files/${id}`)).status

async function found(query: string): Promise<string[]> {
  const { search } = await ask(address, `{ search(query: "${query}", mode: KEYWORD) { hits { document { id } } } }`)
  return search.hits.map(({ document }: { document: { id: string } }) => document.id)
}

async function newCollection(name: string): Promise<string> {
  return (await ask(address, `mutation { createCollection(name: "${name}") { id } }`)).createCollection.id
}

test('a processed document is deleted with all that was made of it', async () => {
  const before = await rows()
  const id = await processed(smallPdf('The narwhal has a tusk.', 'A second page of it.'))
  expect((await rows())['embeddings']).toBeGreaterThan(before['embeddings']!)

  expect(await remove(id)).toEqual({ deleteDocument: id })

  expect(await rows()).toEqual(before)
  expect(await found('narwhal')).toEqual([])
  expect(await original(id)).toBe(404)
  expect(await ask(address, `{ document(id: "${id}") { id } }`)).toEqual({ document: null })
  expect((await refusal(request(address, `mutation { deleteDocument(id: "${id}") }`))).code).toBe('NOT_FOUND')
})

test('a document is deleted with the vectors of earlier runs, whose passages are gone', async () => {
  const before = await rows()
  const id = await processed(smallPdf('One sentence of a quokka. Another sentence of it.'))
  const options = { chunkingStrategy: 'SENTENCE', chunkSize: 64, chunkOverlap: 0 }
  const again =
    'mutation ($id: ID!, $options: ProcessingOptions) { reprocess(documentId: $id, options: $options) { enqueued } }'
  await ask(address, again, { id, options })
  await outcome(address, id)

  await remove(id)

  expect(await rows()).toEqual(before)
})

test('a document that failed is deleted with all that was made of it', async () => {
  const before = await rows()
  const { document } = await upload(address, { name: 'broken.pdf', bytes: Buffer.from('%PDF-1.7\nNot really.') })
  await outcome(address, document.id, 'FAILED')

  await remove(document.id)

  expect(await rows()).toEqual(before)
})

test('a document that is being processed is deleted for good: its worker adds nothing to it', async () => {
  const before = await rows()
  service.provider.behave({ status: 503, retryAfter: '1' })
  const asked = service.provider.nextRequest()
  const { document } = await upload(address, smallPdf('Deleted while it is embedded.'))
  await asked

  await remove(document.id)
  service.provider.behave('ok')

  await eventually(async () => expect(await rows()).toEqual(before))
  // What is processed after it has passed through the same worker.
  await remove(await processed(smallPdf('Processed afterwards.')))
  expect(await rows()).toEqual(before)
})

test('the file and the vectors stay as long as another document has them', async () => {
  const before = await rows()
  const [left, right] = [await newCollection('Left'), await newCollection('Right')]
  const file = smallPdf('The pangolin rolls up.')
  const [one, two] = [await processed(file, { collectionId: left }), await processed(file, { collectionId: right })]

  await remove(one)

  expect(await original(one)).toBe(404)
  expect(await original(two)).toBe(200)
  expect(await found('pangolin')).toEqual([two])
  expect(await rows()).toMatchObject({ files: before['files']! + 1, embeddings: before['embeddings']! + 1 })
  await remove(two)
  expect(await rows()).toEqual({ ...before, collections: before['collections']! + 2 })
})

test('a passage that another document has too keeps its vector', async () => {
  // More than one passage holds, so that the first of both is the same.
  const options = { chunkSize: 64, chunkOverlap: 0 }
  const shared = Array.from({ length: 20 }, (_, index) => `Okapi number ${index} is in both of them.`).join(' ')
  const one = await processed(smallPdf(`${shared} One goes on like this.`), { options })
  const two = await processed(smallPdf(`${shared} The other goes on like that.`), { options })
  const { document } = await ask(address, `{ document(id: "${two}") { job { reusedCount } } }`)
  expect(document.job.reusedCount).toBeGreaterThan(1)
  const embeddings = (await rows())['embeddings']!

  await remove(one)

  expect((await rows())['embeddings']).toBeLessThan(embeddings)
  expect(new Set(await found('okapi'))).toEqual(new Set([two]))
  const texts = service.provider.textsReceived
  await ask(
    address,
    `mutation ($options: ProcessingOptions) { reprocess(documentId: "${two}", options: $options) { enqueued } }`,
    { options },
  )
  await outcome(address, two)
  expect(service.provider.textsReceived).toBe(texts)
})

test('after it was deleted, the same file is a new document', async () => {
  const file = smallPdf('Here once more.')
  const first = await processed(file)
  await remove(first)

  const again = await upload(address, file)

  expect(again.duplicate).toBe(false)
  expect(again.document.id).not.toBe(first)
  await outcome(address, again.document.id)
})

test('of a batch, the documents that are left remain', async () => {
  const { prisma } = service.services.database
  const [one, two] = [await processed(smallPdf('In a batch: one.')), await processed(smallPdf('In a batch: two.'))]
  const { ownerId } = await prisma.document.findUniqueOrThrow({ where: { id: one } })
  const batch = await prisma.batch.create({ data: { ownerId } })
  await prisma.batchDocument.createMany({
    data: [one, two].map((documentId, position) => ({ batchId: batch.id, ownerId, documentId, position })),
  })

  await remove(one)

  const answer = await ask(address, `{ batch(id: "${batch.id}") { total completed progress documents { id } } }`)
  expect(answer.batch).toEqual({ total: 1, completed: 1, progress: 1, documents: [{ id: two }] })
})
