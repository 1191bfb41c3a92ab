import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { ask, upload } from '../../testing/graphql.ts'
import { outcome } from '../../testing/outcome.ts'
import { finish } from '../../testing/scripted-job.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import { smallPdf } from '../../testing/small-pdf.ts'
import { startWorker, type Worker } from '../../worker/start-worker.ts'

// The first tests decide themselves what becomes of a job; a worker runs in those at the end.
let service: TestService
let address: string

beforeAll(async () => {
  service = await startTestService({ worker: false })
  address = service.address
})
afterAll(() => service.close())

async function uploaded(...pages: string[]): Promise<string> {
  return (await upload(address, smallPdf(...pages))).document.id
}

async function reprocess(documentId: string, options: object | null = null) {
  const query = `mutation ($documentId: ID!, $options: ProcessingOptions) {
    reprocess(documentId: $documentId, options: $options) { enqueued document { id status } job { id status stage } }
  }`
  return (await ask(address, query, { documentId, options })).reprocess
}

async function latestJob(id: string) {
  const fields = 'id status chunkCount embeddedCount reusedCount document { status chunkCount }'
  return (await ask(address, `{ document(id: "${id}") { job { ${fields} } } }`)).document.job
}

async function hits(query: string) {
  const fields = 'hits { document { id } chunk { id text } }'
  return (await ask(address, `{ search(query: "${query}", mode: KEYWORD) { ${fields} } }`)).search.hits
}

test('while a job waits or runs, it is the answer and nothing is enqueued', async () => {
  const id = await uploaded('Unfinished.')
  const { id: jobId } = await latestJob(id)

  expect(await reprocess(id)).toMatchObject({ enqueued: false, job: { id: jobId, status: 'QUEUED' } })

  expect(
    (await ask(address, `{ document(id: "${id}") { jobs { edges { node { id } } } } }`)).document.jobs.edges,
  ).toHaveLength(1)
})

test.each(['COMPLETED', 'FAILED', 'CANCELLED'] as const)('a document that is %s is enqueued anew', async (status) => {
  const id = await uploaded(`It was ${status}.`)
  await finish(service.services, id, status)
  const { id: jobId } = await latestJob(id)

  const answer = await reprocess(id)

  expect(answer).toMatchObject({
    enqueued: true,
    document: { id, status: 'PENDING' },
    job: { status: 'QUEUED', stage: 'QUEUED' },
  })
  expect(answer.job.id).not.toBe(jobId)
  expect(await reprocess(id)).toMatchObject({ enqueued: false, job: { id: answer.job.id } })
})

test('eight requests at the same time enqueue one job', async () => {
  const id = await uploaded('Eight times.')
  await finish(service.services, id)

  const answers = await Promise.all(Array.from({ length: 8 }, () => reprocess(id)))

  expect(answers.filter(({ enqueued }) => enqueued)).toHaveLength(1)
  expect(new Set(answers.map(({ job }) => job.id)).size).toBe(1)
})

describe('with a worker', () => {
  let worker: Worker
  beforeAll(async () => {
    worker = await startWorker(service.services, service.config)
  })
  afterAll(() => worker.close())

  async function processed(...pages: string[]): Promise<string> {
    const id = await uploaded(...pages)
    await outcome(address, id)
    return id
  }

  async function processAgain(id: string, options: object | null = null): Promise<void> {
    await reprocess(id, options)
    await outcome(address, id)
  }

  test('passages that are as they were are not embedded again', async () => {
    const id = await processed('The first page of two.', 'The second page of two.')
    const first = await latestJob(id)
    const texts = service.provider.textsReceived

    await processAgain(id)

    const again = await latestJob(id)
    expect(first).toMatchObject({ status: 'COMPLETED', embeddedCount: first.chunkCount, reusedCount: 0 })
    expect(again).toMatchObject({ status: 'COMPLETED', embeddedCount: 0, reusedCount: first.chunkCount })
    expect(again.id).not.toBe(first.id)
    expect(service.provider.textsReceived).toBe(texts)
  })

  test('new options are used', async () => {
    const sentences = Array.from({ length: 40 }, (_, index) => `Sentence number ${index} says something of its own.`)
    const id = await processed(sentences.join(' '))
    const { chunkCount } = await latestJob(id)

    await processAgain(id, { chunkingStrategy: 'FIXED', chunkSize: 64, chunkOverlap: 10 })

    const job = await latestJob(id)
    expect(job.chunkCount).toBeGreaterThan(chunkCount)
    expect(job.document).toEqual({ status: 'COMPLETED', chunkCount: job.chunkCount })
    const row = await service.services.database.prisma.job.findUniqueOrThrow({ where: { id: job.id } })
    expect(row).toMatchObject({ chunkingStrategy: 'FIXED', chunkSize: 64, chunkOverlap: 10 })
  })

  test('what was there before is found until the new takes its place', async () => {
    const id = await processed(`${'Ordinary words stand here. '.repeat(60)} The axolotl comes last.`)
    const [before] = await hits('axolotl')

    service.provider.behave({ status: 503, retryAfter: '2' })
    const asked = service.provider.nextRequest()
    await reprocess(id, { chunkSize: 64, chunkOverlap: 0 })
    await asked
    const meanwhile = await hits('axolotl')
    const { status } = await latestJob(id)
    service.provider.behave('ok')
    await outcome(address, id)

    expect(['ACTIVE', 'RETRYING']).toContain(status)
    expect(meanwhile).toEqual([before])
    const [after] = await hits('axolotl')
    expect(after.document.id).toBe(id)
    expect(after.chunk.text.length).toBeLessThan(before.chunk.text.length)
  })

  test('searches go on undisturbed while the new takes the place of the old', async () => {
    const id = await processed('The quokka smiles on every page.', 'The quokka smiles again.')
    const searching = new AbortController()
    const search = async () => {
      let searches = 0
      for (; !searching.signal.aborted; searches++) {
        const found = await hits('quokka')
        expect(found.map(({ document }: { document: { id: string } }) => document.id)).toContain(id)
      }
      return searches
    }
    const searches = Promise.all([search(), search(), search()])
    searches.catch(() => {})

    for (let time = 0; time < 5; time++) await processAgain(id)

    searching.abort()
    expect(Math.min(...(await searches))).toBeGreaterThan(5)
  })
})
