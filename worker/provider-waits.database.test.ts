// What becomes of documents while their provider cannot be asked: they wait, and say for how long; nothing fails, nothing
// is used up, and they go on by themselves.
import { afterEach, expect, test } from 'vitest'

import { ProviderError } from '../core/embedder.ts'
import { findViolations } from '../core/invariants.ts'
import { TRIPPED_AT } from '../core/providers/circuit.ts'
import type { ProviderLimits } from '../core/providers/open-governor.ts'
import { eventually } from '../core/testing/eventually.ts'
import { LOCAL_OWNER } from '../api/context.ts'
import { follow, waitForEvent, type SeenEvent } from '../testing/follow.ts'
import { ask, upload } from '../testing/graphql.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { startAnotherWorker } from './testing/another-worker.ts'
import { makeDocument, PASSAGE_OPTIONS } from './testing/make-document.ts'

let service: TestService
const stopping: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const stop of stopping.splice(0)) await stop()
  await service.stopWorker()
  expect(await findViolations(service.services.database)).toEqual([])
  await service.close()
})

/** What is taken does not come back while a test runs. */
const bucketOf = (burst: number, reserve = 0): ProviderLimits => ({
  embed: { burst, reserve, perSecond: 1e-6 },
  daily: { tokensPerOwner: null, tokens: null },
})

async function start(providerLimits: ProviderLimits, slots = 2): Promise<void> {
  service = await startTestService({ config: { providerLimits, workerConcurrency: slots }, worker: false })
}

const work = async (limits?: ProviderLimits) => void stopping.push(await startAnotherWorker(service, limits))
const prisma = () => service.services.database.prisma
const add = async (...topics: string[]): Promise<string> =>
  (await upload(service.address, makeDocument(...topics), PASSAGE_OPTIONS)).document.id

const isWait = ({ details }: SeenEvent) => details['waitInMs'] !== undefined
const waiting = (id: string) => waitForEvent(service.address, id, isWait)
const jobOf = async (id: string) =>
  (await ask(service.address, `{ document(id: "${id}") { status job { status stage attempt error embeddedCount } } }`))
    .document

/** What the time does, to the provider and to what waits in the queue. */
async function letTimePass(): Promise<void> {
  await prisma().$executeRaw`
    update providers set available = 1000, refilled_at = 'epoch', last_turn_at = null, resting_until = null,
      open_until = case when failures > 0 then clock_timestamp() end`
  await prisma().$executeRaw`update pgboss.job set start_after = now() where state = 'created'`
}

test('two workers together send what the bucket holds, and the other documents wait', async () => {
  await start(bucketOf(3))
  const ids = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((topic) => add(topic)))
  await work()
  await work()
  await eventually(async () => {
    const jobs = await prisma().job.findMany({ where: { documentId: { in: ids } } })
    const ended = (status: string) => jobs.filter((job) => job.status === status)
    expect([ended('COMPLETED').length, ended('RETRYING').length]).toEqual([3, 2])
  }, 50_000)
  expect(service.provider.textsReceived).toBe(3)
})

test('a document that waits uses up no attempt, keeps nothing from others, and goes on where it stood', async () => {
  await start(bucketOf(2))
  const id = await add('one', 'two', 'three')
  await work()
  const wait = await waiting(id)
  expect(wait).toMatchObject({ stage: 'EMBEDDING', details: { waitInMs: 86_400_000 } })
  expect(wait.message).toBe('Waiting for the embedding provider, 1440 min')
  expect(await jobOf(id)).toEqual({
    status: 'PROCESSING',
    job: { status: 'RETRYING', stage: 'EMBEDDING', attempt: 1, error: null, embeddedCount: 2 },
  })
  expect(await prisma().embedding.count()).toBe(2)
  await letTimePass()
  const events = await follow(service.address, id)
  expect(events.at(-1)).toMatchObject({ stage: 'COMPLETED' })
  for (const [index, { progress }] of events.entries())
    expect(progress).toBeGreaterThanOrEqual(events[index - 1]?.progress ?? 0)
  expect(service.provider.textsReceived).toBe(3)
})

test('other documents are processed while one waits, by the only slot', async () => {
  await start(bucketOf(2), 1)
  const long = await add('one', 'two', 'three')
  await work()
  await waiting(long)
  // Its passages are known already: nothing of it is sent.
  const known = await add('two', 'one')
  expect((await follow(service.address, known)).at(-1)).toMatchObject({ stage: 'COMPLETED' })
  expect(await jobOf(long)).toMatchObject({ job: { status: 'RETRYING' } })
})

test('a short wait is waited out in place, and told', async () => {
  await start({ ...bucketOf(1), embed: { burst: 1, reserve: 0, perSecond: 1 } })
  const id = await add('one', 'two', 'three')
  await work()
  const events = await follow(service.address, id)
  const waits = events.filter(isWait)
  expect(waits.length).toBeGreaterThan(0)
  for (const { message, details } of waits) {
    expect(message).toMatch(/^Waiting for the embedding provider, \d s$/)
    expect(details).toMatchObject({ chunks: 3, waitInMs: expect.any(Number) })
  }
  expect(events.filter(({ message }) => message === 'Embedding the passages')).toHaveLength(1)
  expect(events.at(-1)).toMatchObject({ stage: 'COMPLETED' })
})

test('a search is answered while documents wait for their turn', async () => {
  await start(bucketOf(3, 1))
  const id = await add('one', 'two', 'three')
  await work()
  await waiting(id)
  const { search } = await ask(service.address, '{ search(query: "mill", mode: SEMANTIC) { hits { score } } }')
  expect(search.hits).toEqual([])
  expect(service.provider.lastRequest?.body).toMatchObject({ texts: ['mill'] })
})

test('who is told when to come back tells all: their documents wait without an attempt', async () => {
  await start(bucketOf(100))
  service.provider.behave({ status: 429, retryAfter: '3600' }, 1)
  const first = await add('first')
  await work()
  await work()
  await waitForEvent(service.address, first, ({ message }) => message.startsWith('Retrying (2/3) in 3600 s'))
  const second = await add('second')
  expect((await waiting(second)).message).toBe('Waiting for the embedding provider, 60 min')
  expect(await jobOf(second)).toMatchObject({ job: { status: 'RETRYING', attempt: 1 } })
  expect(service.provider.requestsReceived).toBe(1)
  await letTimePass()
  for (const id of [first, second])
    expect((await follow(service.address, id)).at(-1)).toMatchObject({ stage: 'COMPLETED' })
})

test('while the circuit is open documents wait, and the one that tries for all pays nothing for it', async () => {
  await start(bucketOf(100))
  const { governor } = service.services
  const { signal } = new AbortController()
  const call = { provider: 'cohere', kind: 'embed', ownerId: LOCAL_OWNER, inputs: 1, tokens: 0, signal } as const
  for (let failures = 0; failures < TRIPPED_AT; failures++) {
    const permit = await governor.admit({ ...call, urgent: false, patienceMs: 0 })
    await permit.failed(new ProviderError('Cohere answered 503'))
  }
  service.provider.behave({ status: 503 })
  const ids = [await add('first'), await add('second')]
  await work()
  for (const id of ids) expect((await waiting(id)).message).toMatch(/^Waiting for the embedding provider, \d\d s$/)
  expect(service.provider.requestsReceived).toBe(0)
  const trial = service.provider.nextRequest()
  await letTimePass()
  await trial
  await eventually(async () => expect(await prisma().job.count({ where: { status: 'RETRYING' } })).toBe(2))
  for (const id of ids) expect(await jobOf(id)).toMatchObject({ job: { attempt: 1 } })
  expect(service.provider.requestsReceived).toBe(1)
  service.provider.behave('ok')
  await letTimePass()
  // Who comes while the other tries waits for it.
  await eventually(async () => expect(await prisma().job.count({ where: { status: 'COMPLETED' } })).toBeGreaterThan(0))
  await letTimePass()
  for (const id of ids) expect((await follow(service.address, id)).at(-1)).toMatchObject({ stage: 'COMPLETED' })
})
