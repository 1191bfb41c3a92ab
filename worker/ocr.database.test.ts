// A scan becomes a document like any other, and no page of it is read twice.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { countRows } from '../testing/count-rows.ts'
import { follow } from '../testing/follow.ts'
import { ask, upload } from '../testing/graphql.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { drawScan, makeScanPdf } from './testing/make-scan.ts'

let service: TestService
let before: Record<string, number>
let scan: { name: string; bytes: Uint8Array }
const prisma = () => service.services.database.prisma

beforeAll(async () => {
  service = await startTestService()
  before = await rows()
  const [one, two] = [await drawScan(['The narwhal has a tusk, and']), await drawScan(['the walrus has two of them.'])]
  scan = { name: 'scan.pdf', bytes: makeScanPdf([one, 'A page with a text layer of its own between them.', two]) }
})
afterAll(() => service.close())

/** pg-boss keeps finished jobs for an hour; here only those count that may still run. */
async function rows(): Promise<Record<string, number>> {
  await prisma().$executeRaw`delete from pgboss.job where state = 'completed'`
  return countRows(service.services.database)
}

async function found(query: string): Promise<{ page: number }[]> {
  const { search } = await ask(
    service.address,
    `{ search(query: "${query}", mode: KEYWORD) { hits { chunk { page } } } }`,
  )
  return search.hits.map(({ chunk }: { chunk: { page: number } }) => chunk)
}

test('a scan is read by OCR: its progress says so page by page, its metadata how sure it is, and search finds it', async () => {
  const { document } = await upload(service.address, scan)
  const events = await follow(service.address, document.id)

  expect(events.at(-1)).toMatchObject({ stage: 'COMPLETED' })
  expect(events.find(({ message }) => message === 'Read 3 pages, 2 by OCR')!.details).toMatchObject({
    page: 3,
    pages: 3,
    ocrPages: 2,
  })
  expect(events.some(({ message }) => /^Read page [13] of 3 by OCR$/.test(message))).toBe(true)
  const progress = events.map((event) => event.progress)
  expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  const sure = expect.toSatisfy((confidence: number) => confidence > 80 && confidence <= 100)
  const { document: read } = await ask(
    service.address,
    `{ document(id: "${document.id}") { metadata ocr { pageCount meanConfidence } } }`,
  )
  expect(read.metadata.ocr).toEqual({
    pageCount: 2,
    meanConfidence: sure,
    pages: [
      { page: 1, confidence: sure },
      { page: 3, confidence: sure },
    ],
  })
  expect(read.ocr).toEqual({ pageCount: 2, meanConfidence: sure })
  expect(await found('narwhal')).toEqual([{ page: 1 }])
})

test('a reprocessed document, and another one of the same bytes, are not read again', async () => {
  const { id } = await prisma().document.findFirstOrThrow()
  const kept = await prisma().ocrPage.findMany({ orderBy: { number: 'asc' } })
  expect(kept.map(({ number }) => number)).toEqual([1, 3])
  // What is kept is what the document then says.
  const blocks = [{ text: 'The manatee has neither.', level: 0, fontSize: 12, lines: [] }]
  await prisma().ocrPage.updateMany({ where: { number: 3 }, data: { blocks } })

  await ask(service.address, `mutation { reprocess(documentId: "${id}") { enqueued } }`)
  await follow(service.address, id)
  const { createCollection: collection } = await ask(
    service.address,
    `mutation { createCollection(name: "again") { id } }`,
  )
  const other = await upload(service.address, scan, { collectionId: collection.id })
  await follow(service.address, other.document.id)

  expect(await found('walrus')).toEqual([])
  expect(await found('manatee')).toHaveLength(2)
})

test('what OCR has read goes with the last document of the file', async () => {
  const documents = await prisma().document.findMany({ select: { id: true } })
  expect(documents).toHaveLength(2)
  for (const { id } of documents) {
    expect(await prisma().ocrPage.count()).toBe(2)
    await ask(service.address, `mutation { deleteDocument(id: "${id}") }`)
  }
  expect(await rows()).toEqual({ ...before, collections: before['collections']! + 1 })
})

test('a scan without a word on it fails at once, and says that nothing readable was found', async () => {
  const blank = { width: 300, height: 300, grey: new Uint8Array(90_000).fill(255) }
  const { document } = await upload(service.address, { name: 'blank.pdf', bytes: makeScanPdf([blank]) })
  const last = (await follow(service.address, document.id)).at(-1)!
  expect(last.stage).toBe('FAILED')
  expect(last.error).toMatch(/^No text was found in this document: nothing readable is in it, .*OCR/)
})
