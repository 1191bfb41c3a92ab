// Nothing is done twice: not for the same bytes, not for the same passage, not for the same job.
import { afterEach, beforeEach, expect, test } from 'vitest'

import { findViolations } from '../core/invariants.ts'
import { STAGE_QUEUES, type TakenJob } from '../core/queue.ts'
import { follow, waitForEvent } from '../testing/follow.ts'
import { ask, upload } from '../testing/graphql.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { pdfExtractor } from './extractors/pdf.ts'
import { createRatesByOptions } from './rates.ts'
import { runStage } from './run-stage.ts'
import { startWorker, type Worker } from './start-worker.ts'
import { makeDocument, PASSAGE_OPTIONS } from './testing/make-document.ts'
import { makeTextPdf } from './testing/make-pdf.ts'
import { NEVER } from './testing/never-shut-down.ts'

let service: TestService
const workers: Worker[] = []

beforeEach(async () => {
  service = await startTestService({ worker: false })
})
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.close()
  expect(await findViolations(service.services.database, 'always')).toEqual([])
  await service.close()
})

const work = async () => void workers.push(await startWorker(service.services, service.config))
const REPROCESS = `mutation ($id: ID!, $options: ProcessingOptions) {
  reprocess(documentId: $id, options: $options) { enqueued job { id } }
}`
const reprocess = async (id: string, options: object = {}) =>
  (await ask(service.address, REPROCESS, { id, ...options })).reprocess
const jobOf = async (id: string) =>
  (
    await ask(
      service.address,
      `query ($id: ID!) { document(id: $id) { job { chunkCount embeddedCount reusedCount } } }`,
      { id },
    )
  ).document.job

test('passages that several documents share are sent to the provider once, whoever works on them', async () => {
  const topics = Array.from({ length: 30 }, (_, index) => `shared${index}`)
  const files = [topics, topics.toReversed(), [...topics.slice(15), ...topics.slice(0, 15)], topics.slice(5)]
  const uploaded = await Promise.all(
    files.map((file) => upload(service.address, makeDocument(...file), PASSAGE_OPTIONS)),
  )
  await work()
  await work()
  for (const { document } of uploaded) await follow(service.address, document.id)
  const jobs = await Promise.all(uploaded.map(({ document }) => jobOf(document.id)))
  expect(jobs.map(({ chunkCount }) => chunkCount)).toEqual(files.map(({ length }) => length))
  expect(jobs.reduce((sum, { embeddedCount }) => sum + embeddedCount, 0)).toBe(30)
  expect(service.provider.textsReceived).toBe(30)
})

test('a reprocess with other options embeds only the passages whose text changed', async () => {
  await work()
  // The first page is longer than the others: it is cut in two, and the others stay as they are.
  const pages = ['first', 'second', 'third'].map((topic) => [`The ${topic} page. ${'A mill. '.repeat(68)}`])
  const long = [
    ['long', 'longer', 'longest'].map((topic) => `A ${topic} part. ${'The wheel turns. '.repeat(20)}`).join(' '),
  ]
  const file = { name: 'pages.pdf', bytes: makeTextPdf([long, ...pages]) }
  const { document } = await upload(service.address, file, PASSAGE_OPTIONS)
  await follow(service.address, document.id)
  const before = await jobOf(document.id)
  const { sequence } = (await follow(service.address, document.id)).at(-1)!
  await reprocess(document.id, { options: { ...PASSAGE_OPTIONS.options, chunkSize: 220 } })
  await follow(service.address, document.id, sequence)
  const after = await jobOf(document.id)
  expect(before).toEqual({ chunkCount: 4, embeddedCount: 4, reusedCount: 0 })
  expect(after).toEqual({ chunkCount: 5, embeddedCount: 2, reusedCount: 3 })
  expect(service.provider.textsReceived).toBe(6)
})

test('a document whose processing is under way is not enqueued again, however many ask', async () => {
  service.provider.behave('silence')
  await work()
  const asked = service.provider.nextRequest()
  const { document, job } = await upload(service.address, makeDocument('busy'))
  await asked
  expect(await reprocess(document.id)).toEqual({ enqueued: false, job: { id: job.id } })

  await ask(service.address, `mutation ($id: ID!) { cancelProcessing(documentId: $id) { id } }`, { id: document.id })
  const answers = await Promise.all(Array.from({ length: 8 }, () => reprocess(document.id)))
  expect(answers.filter(({ enqueued }) => enqueued)).toHaveLength(1)
  expect(new Set(answers.map((answer) => answer.job.id)).size).toBe(1)
  service.provider.behave('ok')
  await ask(service.address, `mutation ($id: ID!) { deleteDocument(id: $id) }`, { id: document.id })
})

test('a job that is delivered twice, after another or at once, is done once', async () => {
  const { document } = await upload(service.address, makeDocument('one', 'two', 'three'), PASSAGE_OPTIONS)
  const extractors = [pdfExtractor({ children: 1 })]
  const tools = { ...service.services, extractors, rates: createRatesByOptions(), config: service.config }
  const run = (taken: TakenJob) => runStage(tools, taken, NEVER)
  for (const queue of STAGE_QUEUES) {
    const taken = (await service.services.queue.take(queue))!
    await Promise.all([run(taken), run(structuredClone(taken))])
    const { prisma } = service.services.database
    const rows = async () => ({
      document: await prisma.document.findUniqueOrThrow({ where: { id: document.id } }),
      pages: await prisma.page.findMany({ orderBy: { number: 'asc' } }),
      staged: await prisma.stagedChunk.findMany({ orderBy: { position: 'asc' } }),
      chunks: await prisma.chunk.findMany({ orderBy: { position: 'asc' } }),
      events: await prisma.progressEvent.findMany({ orderBy: { sequence: 'asc' } }),
      jobs: await prisma.job.findMany(),
    })
    const before = await rows()
    await run(structuredClone(taken))
    expect(await rows()).toEqual(before)
  }
  await extractors[0]!.close()
  expect(await jobOf(document.id)).toEqual({ chunkCount: 3, embeddedCount: 3, reusedCount: 0 })
  expect(service.provider.textsReceived).toBe(3)
})

test('until a reprocess has stored all of its passages, search answers with the old ones, and then with the new', async () => {
  await work()
  const { document } = await upload(service.address, makeDocument('alpha', 'beta', 'gamma'), PASSAGE_OPTIONS)
  await follow(service.address, document.id)
  const search = `query { search(query: "mill wheel turns", mode: KEYWORD, first: 50) { hits { chunk { text } } } }`
  const texts = async (): Promise<string> =>
    (await ask(service.address, search)).search.hits
      .map((hit: { chunk: { text: string } }) => hit.chunk.text)
      .toSorted()
      .join('\n---\n')
  const old = await texts()
  const { sequence } = (await follow(service.address, document.id)).at(-1)!
  service.provider.behave('silence')
  const asked = service.provider.nextRequest()
  await reprocess(document.id, { options: { chunkingStrategy: 'FIXED', chunkSize: 64, chunkOverlap: 0 } })
  await asked
  expect(await texts()).toBe(old)
  const seen = new Set<string>()
  let done = false
  const reading = (async () => {
    while (!done) seen.add(await texts())
  })()
  service.provider.behave('ok')
  await ask(service.address, `mutation ($id: ID!) { cancelProcessing(documentId: $id) { id } }`, { id: document.id })
  await reprocess(document.id, { options: { chunkingStrategy: 'FIXED', chunkSize: 64, chunkOverlap: 0 } })
  await waitForEvent(service.address, document.id, ({ sequence: at, stage }) => at > sequence && stage === 'COMPLETED')
  done = true
  await reading
  const now = await texts()
  expect(now).not.toBe(old)
  expect([...seen].filter((answer) => answer !== old && answer !== now)).toEqual([])
})
