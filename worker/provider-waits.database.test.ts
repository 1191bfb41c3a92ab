// What becomes of documents while their provider cannot be asked: they wait, and say for how long; nothing fails, nothing
// is used up, and they go on by themselves.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

import { findViolations } from '../core/invariants.ts'
import { TRIPPED_AT } from '../core/providers/circuit.ts'
import type { ProviderLimits } from '../core/providers/open-governor.ts'
import { eventually } from '../core/testing/eventually.ts'
import { follow, waitForEvent, type SeenEvent } from '../testing/follow.ts'
import { ask, upload } from '../testing/graphql.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { startAnotherWorker } from './testing/another-worker.ts'
import { makeDocument, PASSAGE_OPTIONS } from './testing/make-document.ts'

let service: TestService
const stopping: (() => Promise<void>)[] = []

beforeAll(async () => {
  service = await startTestService({ config: { providerLimits: bucketOf(3, 1) }, worker: false })
})
afterEach(async () => {
  for (const stop of stopping.splice(0)) await stop()
  expect(await findViolations(service.services.database)).toEqual([])
  // As it was before the first call.
  await prisma().provider.deleteMany()
  service.provider.behave('ok')
})
afterAll(() => service.close())

/** What is taken does not come back while a test runs. */
function bucketOf(burst: number, reserve = 0, perSecond = 1e-6): ProviderLimits {
  return { embed: { burst, reserve, perSecond }, daily: { tokensPerOwner: null, tokens: null } }
}

const work = async (providerLimits: ProviderLimits, slots = 2) =>
  void stopping.push(await startAnotherWorker(service, { providerLimits, workerConcurrency: slots }))
const prisma = () => service.services.database.prisma
const add = async (...topics: string[]): Promise<string> =>
  (await upload(service.address, makeDocument(...topics), PASSAGE_OPTIONS)).document.id

const isWait = ({ details }: SeenEvent) => details['waitInMs'] !== undefined
const waiting = (id: string) => waitForEvent(service.address, id, isWait)
const jobOf = async (id: string) =>
  (await ask(service.address, `{ document(id: "${id}") { status job { status stage attempt error embeddedCount } } }`))
    .document

async function completed(id: string): Promise<SeenEvent[]> {
  const events = await follow(service.address, id)
  expect(events.at(-1)).toMatchObject({ stage: 'COMPLETED' })
  return events
}

/** What the time does, to the provider and to what waits in the queue. */
async function letTimePass(): Promise<void> {
  await prisma().$executeRaw`
    update providers set available = 1000, refilled_at = 'epoch', last_turn_at = null, resting_until = null,
      open_until = case when failures > 0 then clock_timestamp() end`
  await prisma().$executeRaw`update pgboss.job set start_after = now() where state = 'created'`
}

test('two workers together send what the bucket holds, and the other documents wait', async () => {
  const sentBefore = service.provider.textsReceived
  const ids = await Promise.all(['a', 'b', 'c'].map((topic) => add(topic)))
  await work(bucketOf(2))
  await work(bucketOf(2))
  await eventually(async () => {
    const jobs = await prisma().job.findMany({ where: { documentId: { in: ids } } })
    const ended = (status: string) => jobs.filter((job) => job.status === status)
    expect([ended('COMPLETED').length, ended('RETRYING').length]).toEqual([2, 1])
  }, 90_000)
  expect(service.provider.textsReceived - sentBefore).toBe(2)
  await letTimePass()
  for (const id of ids) await completed(id)
}, 120_000)

test('a document that waits uses up no attempt, keeps nothing from others, and goes on where it stood', async () => {
  const id = await add('one', 'two', 'three')
  await work(bucketOf(2), 1)
  const wait = await waiting(id)
  expect(wait).toMatchObject({ stage: 'EMBEDDING', details: { waitInMs: 86_400_000 } })
  expect(wait.message).toBe('Waiting for the embedding provider, 24 h')
  expect(await jobOf(id)).toEqual({
    status: 'PROCESSING',
    job: { status: 'RETRYING', stage: 'EMBEDDING', attempt: 1, error: null, embeddedCount: 2 },
  })
  expect(await prisma().embedding.count({ where: { claim: { not: null } } })).toBe(0)
  // The only slot is free for others. Of this one all passages are known: nothing of it is sent.
  await completed(await add('two', 'one'))
  expect(await jobOf(id)).toMatchObject({ job: { status: 'RETRYING' } })
  await letTimePass()
  const events = await completed(id)
  for (const [index, { progress }] of events.entries())
    expect(progress).toBeGreaterThanOrEqual(events[index - 1]?.progress ?? 0)
  expect(await jobOf(id)).toMatchObject({ job: { embeddedCount: 3 } })
})

test('a search is answered while documents wait for their turn', async () => {
  const id = await add('four', 'five', 'six')
  await work(bucketOf(3, 1))
  await waiting(id)
  await ask(service.address, '{ search(query: "mill", mode: SEMANTIC) { tookMs } }')
  expect(service.provider.lastRequest?.body).toMatchObject({ texts: ['mill'] })
  expect(await jobOf(id)).toMatchObject({ job: { status: 'RETRYING', embeddedCount: 2 } })
  await ask(service.address, `mutation { cancelProcessing(documentId: "${id}") { id } }`)
})

test('a short wait is waited out in place, and told', async () => {
  const id = await add('seven', 'eight', 'nine')
  await work(bucketOf(1, 0, 1))
  const events = await completed(id)
  const waits = events.filter(isWait)
  expect(waits.length).toBeGreaterThan(0)
  for (const { message, details } of waits) {
    expect(message).toMatch(/^Waiting for the embedding provider, \d s$/)
    expect(details).toMatchObject({ chunks: 3, waitInMs: expect.any(Number) })
  }
  expect(events.filter(({ message }) => message === 'Embedding the passages')).toHaveLength(1)
})

test('who is told when to come back tells all: their documents wait without an attempt', async () => {
  service.provider.behave({ status: 429, retryAfter: '3600' }, 1)
  const requestsBefore = service.provider.requestsReceived
  const first = await add('ten')
  await work(bucketOf(100))
  await waitForEvent(service.address, first, ({ message }) => message.startsWith('Retrying (2/3) in 3600 s'))
  const second = await add('eleven')
  expect((await waiting(second)).message).toBe('Waiting for the embedding provider, 60 min')
  expect(await jobOf(second)).toMatchObject({ job: { status: 'RETRYING', attempt: 1 } })
  expect(service.provider.requestsReceived - requestsBefore).toBe(1)
  await letTimePass()
  for (const id of [first, second]) await completed(id)
})

test('while the circuit is open documents wait, and the one that tries for all pays nothing for it', async () => {
  service.provider.behave({ status: 503 })
  const requestsBefore = service.provider.requestsReceived
  const openUntil = new Date(Date.now() + 30_000)
  await prisma().provider.create({
    data: { provider: 'cohere', kind: 'embed', available: 100, failures: TRIPPED_AT, openUntil },
  })
  const id = await add('twelve')
  await work(bucketOf(100))
  expect((await waiting(id)).message).toMatch(/^Waiting for the embedding provider, \d+ s$/)
  expect(service.provider.requestsReceived - requestsBefore).toBe(0)
  const trial = service.provider.nextRequest()
  await letTimePass()
  await trial
  await waitForEvent(service.address, id, (event) => isWait(event) && (event.details['waitInMs'] as number) > 30_000)
  expect(await jobOf(id)).toMatchObject({ job: { status: 'RETRYING', attempt: 1 } })
  expect(service.provider.requestsReceived - requestsBefore).toBe(1)
  service.provider.behave('ok')
  await letTimePass()
  await completed(id)
  expect(await prisma().provider.findFirst()).toMatchObject({ failures: 0, openUntil: null })
})
