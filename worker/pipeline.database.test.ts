// What becomes of a document when something goes wrong on the way, and that nothing is done twice.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

import { follow, waitForEvent } from '../testing/follow.ts'
import { ask, upload } from '../testing/graphql.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import type { Extractor } from './extractor.ts'
import { createRatesByOptions } from './rates.ts'
import { runStage } from './run-stage.ts'
import { startWorker } from './start-worker.ts'
import { makeTextPdf } from './testing/make-pdf.ts'
import { NEVER } from './testing/never-shut-down.ts'

let service: TestService

beforeAll(async () => {
  service = await startTestService()
})
afterEach(() => service.provider.behave('ok'))
afterAll(() => service.close())

let made = 0
/** A document of `passages` pages, each a passage of its own, unlike any other document's. */
function makeDocument(passages = 1) {
  made++
  const pages = Array.from({ length: passages }, (_, page) => [
    `Document ${made}, page ${page}. ${`word${made}x${page} `.repeat(40)}`,
  ])
  return { name: `document-${made}.pdf`, bytes: makeTextPdf(pages) }
}

const SMALL = { options: { chunkingStrategy: 'PARAGRAPH', chunkSize: 300, chunkOverlap: 0 } }

const jobOf = async (documentId: string) => {
  const query = `query ($id: ID!) { document(id: $id) {
    status error job { id status attempt maxAttempts error progress chunkCount embeddedCount reusedCount }
  } }`
  return (await ask(service.address, query, { id: documentId })).document
}

test('a passing fault is retried, told, and costs nothing that was done before', async () => {
  service.provider.behave({ status: 500 }, 1)
  const { document } = await upload(service.address, makeDocument())
  const events = await follow(service.address, document.id)
  const retry = events.find(({ message }) => message.startsWith('Retrying'))!
  expect(retry.message).toMatch(/^Retrying \(2\/3\) in \d s: /)
  expect(retry.details).toMatchObject({ attempt: 2, maxAttempts: 3, retryInMs: expect.any(Number) })
  expect(events.at(-1)).toMatchObject({ stage: 'COMPLETED', progress: 1 })
  expect(events.filter(({ message }) => message === 'Read 1 page')).toHaveLength(1)
  expect(await jobOf(document.id)).toMatchObject({ status: 'COMPLETED', error: null, job: { attempt: 1, error: null } })
})

test('after the last attempt the document fails with the reason, keeps its progress, and can be processed again', async () => {
  service.provider.behave({ status: 500 })
  const { document } = await upload(service.address, makeDocument())
  const events = await follow(service.address, document.id)
  const last = events.at(-1)!
  expect(last).toMatchObject({ stage: 'FAILED', details: { attempt: 3, maxAttempts: 3 } })
  expect(last.error).toContain('after 3 attempts')
  expect(last.progress).toBe(Math.max(...events.map(({ progress }) => progress)))
  expect(await jobOf(document.id)).toMatchObject({ status: 'FAILED', error: last.error, job: { status: 'FAILED' } })

  service.provider.behave('ok')
  await ask(service.address, `mutation ($id: ID!) { reprocess(documentId: $id) { enqueued } }`, { id: document.id })
  expect((await follow(service.address, document.id, last.sequence)).at(-1)).toMatchObject({ stage: 'COMPLETED' })
}, 90_000)

test('a fault that trying again cannot mend fails at once', async () => {
  service.provider.behave({ status: 401 })
  const { document } = await upload(service.address, makeDocument())
  const events = await follow(service.address, document.id)
  expect(events.filter(({ message }) => message.startsWith('Retrying'))).toEqual([])
  expect(await jobOf(document.id)).toMatchObject({ status: 'FAILED', job: { attempt: 1 } })
})

test.each([
  ['a corrupt PDF', new TextEncoder().encode(`%PDF-1.7\n${'garbage '.repeat(100)}`), /PDF/],
  ['a PDF without text', makeTextPdf([[]]), /No text was found/],
])('%s fails at once, with what to do', async (_name, bytes, reason) => {
  const { document } = await upload(service.address, { name: 'bad.pdf', bytes })
  const last = (await follow(service.address, document.id)).at(-1)!
  expect(last.stage).toBe('FAILED')
  expect(last.error).toMatch(reason)
  expect(await jobOf(document.id)).toMatchObject({ status: 'FAILED', job: { attempt: 1 } })
})

test('passages are embedded 96 at once, and none that is known already', async () => {
  const before = service.provider.textsReceived
  const file = makeDocument(100)
  const { document } = await upload(service.address, file, SMALL)
  await follow(service.address, document.id)
  expect(await jobOf(document.id)).toMatchObject({ job: { chunkCount: 100, embeddedCount: 100, reusedCount: 0 } })
  expect(service.provider.textsReceived - before).toBe(100)

  const { createCollection: collection } = await ask(
    service.address,
    `mutation { createCollection(name: "again") { id } }`,
  )
  const again = await upload(service.address, file, { ...SMALL, collectionId: collection.id })
  await follow(service.address, again.document.id)
  expect(await jobOf(again.document.id)).toMatchObject({ job: { chunkCount: 100, embeddedCount: 0, reusedCount: 100 } })
  expect(service.provider.textsReceived - before).toBe(100)
})

test('what a worker still does for a job that is no longer its own is not kept', async () => {
  const own = await startTestService({ worker: false })
  try {
    const { database, queue } = own.services
    const { document, job } = await upload(own.address, makeDocument())
    // Reads as any other does, and meanwhile the job goes to somebody else, as cancelling and rescuing do it.
    const extractor: Extractor = {
      mediaTypes: ['application/pdf'],
      async *extract() {
        yield { kind: 'description', pageCount: 1, title: null, metadata: {} }
        await database.prisma.job.update({ where: { id: job.id }, data: { epoch: { increment: 1 } } })
        yield {
          kind: 'page',
          page: { number: 1, width: 1, height: 1, blocks: [{ text: 'late', level: 0, fontSize: 1, lines: [] }] },
        }
      },
      close: async () => {},
    }
    const taken = (await queue.take('extract'))!
    await runStage(
      { ...own.services, extractors: [extractor], rates: createRatesByOptions(), config: own.config },
      taken,
      NEVER,
    )
    expect(await database.prisma.page.count({ where: { documentId: document.id } })).toBe(0)
    expect(await database.prisma.job.findUniqueOrThrow({ where: { id: job.id } })).toMatchObject({
      queue: 'extract',
      status: 'ACTIVE',
    })
    expect(await queue.take('chunk')).toBeNull()
    expect(await queue.take('extract')).toBeNull()
  } finally {
    await own.close()
  }
})

test('two workers share the queues: every document is processed once, and no passage is embedded twice', async () => {
  const second = await startWorker(service.services, service.config)
  const before = service.provider.textsReceived
  const documents = await Promise.all(Array.from({ length: 12 }, () => upload(service.address, makeDocument(2), SMALL)))
  for (const { document } of documents) {
    const events = await follow(service.address, document.id)
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1))
    expect(events.at(-1)).toMatchObject({ stage: 'COMPLETED' })
    expect(events.filter(({ message }) => message === 'Loading the file')).toHaveLength(1)
  }
  expect(service.provider.textsReceived - before).toBe(24)
  await second.close()
})

test('a worker that is closed hands its job back without counting an attempt, and the next one finishes it', async () => {
  const own = await startTestService()
  try {
    own.provider.behave('silence')
    const { document } = await upload(own.address, makeDocument())
    await waitForEvent(own.address, document.id, ({ stage }) => stage === 'EMBEDDING')
    await own.stopWorker()
    const { job } = (
      await ask(own.address, `query ($id: ID!) { document(id: $id) { job { status attempt message } } }`, {
        id: document.id,
      })
    ).document
    expect(job).toMatchObject({
      status: 'QUEUED',
      attempt: 1,
      message: 'Waiting for another worker: this one is shutting down',
    })
    own.provider.behave('ok')
    const next = await startWorker(own.services, own.config)
    expect((await follow(own.address, document.id)).at(-1)).toMatchObject({ stage: 'COMPLETED' })
    await next.close()
  } finally {
    await own.close()
  }
})
