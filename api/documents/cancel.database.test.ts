// Cancelling: final at once, whatever the worker is doing at that moment.
import { afterEach, beforeEach, expect, test } from 'vitest'

import { findViolations } from '../../core/invariants.ts'
import { follow, waitForEvent } from '../../testing/follow.ts'
import { ask, refusal, request, upload } from '../../testing/graphql.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import type { Extractor } from '../../worker/extractor.ts'
import { createRatesByOptions } from '../../worker/rates.ts'
import { runStage } from '../../worker/run-stage.ts'
import { startWorker, type Worker } from '../../worker/start-worker.ts'
import { makeDocument, PASSAGE_OPTIONS } from '../../worker/testing/make-document.ts'
import { NEVER } from '../../worker/testing/never-shut-down.ts'

let service: TestService
const workers: Worker[] = []

beforeEach(async () => {
  service = await startTestService({ worker: false, config: { workerConcurrency: 1 } })
})
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.close()
  expect(await findViolations(service.services.database, 'always')).toEqual([])
  await service.close()
})

const work = async () => void workers.push(await startWorker(service.services, service.config))
const CANCEL = `mutation ($id: ID!) { cancelProcessing(documentId: $id) { id status stage completedAt } }`
const cancel = async (id: string) => (await ask(service.address, CANCEL, { id })).cancelProcessing
const reprocess = async (id: string, options: object = {}) => {
  const query = `mutation ($id: ID!, $options: ProcessingOptions) { reprocess(documentId: $id, options: $options) { enqueued } }`
  expect((await ask(service.address, query, { id, ...options })).reprocess).toEqual({ enqueued: true })
}
const documentOf = async (id: string) =>
  (await ask(service.address, `query ($id: ID!) { document(id: $id) { status chunkCount job { status } } }`, { id }))
    .document
const found = async (query: string) => {
  const search = `query ($query: String!) { search(query: $query, mode: KEYWORD) { hits { document { id } } } }`
  const { hits } = (await ask(service.address, search, { query })).search
  return hits.map((hit: { document: { id: string } }) => hit.document.id)
}

/** A document whose passages the provider has been asked for and does not answer. */
async function uploadAndHang(topic: string): Promise<string> {
  service.provider.behave('silence')
  const asked = service.provider.nextRequest()
  const { document } = await upload(service.address, makeDocument(topic), PASSAGE_OPTIONS)
  await asked
  return document.id
}

test('queued work that is cancelled never starts', async () => {
  const { document, job } = await upload(service.address, makeDocument('unwanted'))
  expect(await cancel(document.id)).toMatchObject({ id: job.id, status: 'CANCELLED', stage: 'CANCELLED' })
  await work()
  const { document: next } = await upload(service.address, makeDocument('wanted'))
  await follow(service.address, next.id)
  const events = await follow(service.address, document.id)
  expect(events.map(({ stage }) => stage)).toEqual(['QUEUED', 'CANCELLED'])
  expect(await documentOf(document.id)).toMatchObject({ status: 'CANCELLED', job: { status: 'CANCELLED' } })
})

test('running work stops and makes room for the next, and its watchers see the end', async () => {
  await work()
  const watched = uploadAndHang('stopped').then((id) => ({ id, events: follow(service.address, id) }))
  const { id, events } = await watched
  await cancel(id)
  expect((await events).at(-1)).toMatchObject({ stage: 'CANCELLED', message: 'Cancelled', error: null })
  service.provider.behave('ok')
  // The only slot of the only worker: it is free again.
  const { document: next } = await upload(service.address, makeDocument('next'))
  expect((await follow(service.address, next.id)).at(-1)).toMatchObject({ stage: 'COMPLETED' })
  expect(await follow(service.address, id)).toEqual(await events)
  expect(await service.services.database.prisma.stagedChunk.count()).toBe(0)
})

test('what is finished after it was cancelled is not kept', async () => {
  const { document } = await upload(service.address, makeDocument('late'))
  const extractor: Extractor = {
    mediaTypes: ['application/pdf'],
    async *extract() {
      yield { kind: 'description', pageCount: 1, title: null, metadata: {} }
      await cancel(document.id)
      const block = { text: 'late', level: 0, fontSize: 1, lines: [] }
      yield { kind: 'page', page: { number: 1, width: 1, height: 1, blocks: [block] } }
    },
    close: async () => {},
  }
  const tools = { ...service.services, extractors: [extractor], rates: createRatesByOptions(), config: service.config }
  const taken = (await service.services.queue.take('extract'))!
  await runStage(tools, taken, NEVER)
  expect(await service.services.database.prisma.page.count()).toBe(0)
  expect(await service.services.queue.take('chunk')).toBeNull()
  expect((await follow(service.address, document.id)).at(-1)).toMatchObject({ stage: 'CANCELLED' })
})

test('a retry that is waited for is cancelled too', async () => {
  service.provider.behave({ status: 429, retryAfter: '3600' })
  await work()
  const { document } = await upload(service.address, makeDocument('waiting'))
  await waitForEvent(service.address, document.id, ({ message }) => message.startsWith('Retrying'))
  await cancel(document.id)
  const { queues } = await ask(service.address, `{ queues { name ready active deferred failed } }`)
  for (const { name, ...depth } of queues) {
    expect(depth, name).toEqual({ ready: 0, active: 0, deferred: 0, failed: 0 })
  }
})

test('cancelled stays cancelled, and a finished document stays as it is', async () => {
  const { document } = await upload(service.address, makeDocument('final'))
  const cancelled = await cancel(document.id)
  expect(await cancel(document.id)).toEqual(cancelled)

  await work()
  const { document: finished, job } = await upload(service.address, makeDocument('finished'))
  const events = await follow(service.address, finished.id)
  expect(await cancel(finished.id)).toMatchObject({ id: job.id, status: 'COMPLETED', stage: 'COMPLETED' })
  expect(await follow(service.address, finished.id)).toEqual(events)
  expect(await found('finished')).toEqual([finished.id])
})

test('what does not exist cannot be cancelled', async () => {
  const id = '00000000-0000-7000-8000-000000000000'
  expect(await refusal(request(service.address, CANCEL, { id }))).toEqual({
    code: 'NOT_FOUND',
    message: `There is no document ${id}.`,
  })
  expect(await refusal(request(service.address, CANCEL, { id: 'x' }))).toMatchObject({ code: 'BAD_USER_INPUT' })
})

test('a cancelled document can be processed again', async () => {
  await work()
  const id = await uploadAndHang('resumed')
  await cancel(id)
  service.provider.behave('ok')
  const { sequence } = (await follow(service.address, id)).at(-1)!
  await reprocess(id)
  expect((await follow(service.address, id, sequence)).at(-1)).toMatchObject({ stage: 'COMPLETED' })
  expect(await found('resumed')).toEqual([id])
})

test('where a reprocess is cancelled, search still answers with what was there before', async () => {
  await work()
  const { document } = await upload(service.address, makeDocument('kept', 'twice'), PASSAGE_OPTIONS)
  await follow(service.address, document.id)
  service.provider.behave('silence')
  const asked = service.provider.nextRequest()
  await reprocess(document.id, { options: { chunkingStrategy: 'FIXED', chunkSize: 64, chunkOverlap: 0 } })
  await asked
  await cancel(document.id)
  expect(await found('kept')).toEqual([document.id])
  expect(await documentOf(document.id)).toEqual({ status: 'CANCELLED', chunkCount: 2, job: { status: 'CANCELLED' } })
})

test('cancelling at any moment, by several at once, is answered and leaves everything consistent', async () => {
  await work()
  await work()
  const topics = Array.from({ length: 16 }, (_, index) => `raced${index}`)
  const ends = topics.map(async (topic, index) => {
    const { document } = await upload(service.address, makeDocument(topic))
    await waitForEvent(service.address, document.id, ({ sequence }) => sequence > index % 8)
    const answers = await Promise.all([cancel(document.id), cancel(document.id), cancel(document.id)])
    expect(answers[1]).toEqual(answers[0])
    return (await documentOf(document.id)).status === answers[2].status
  })
  expect(await Promise.all(ends)).toEqual(topics.map(() => true))
})
