// One bucket, one Retry-After, one circuit for all processes: here two governors on one database, as two workers have.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

import { ProviderError } from '../embedder.ts'
import { PermanentError } from '../errors.ts'
import { ProviderWait, type ProviderCall } from '../governor.ts'
import { openTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { governedEmbedder } from '../embedders/governed.ts'
import { openaiEmbedder } from '../embedders/openai.ts'
import { startStandInProvider } from '../testing/stand-in-providers.ts'
import { TRIPPED_AT } from './circuit.ts'
import { openGovernor, type ProviderLimits } from './open-governor.ts'

const NO_LIMITS: ProviderLimits = { embed: null, daily: { tokensPerOwner: null, tokens: null } }
/** What is taken does not come back while a test runs. */
const TEN: ProviderLimits = { ...NO_LIMITS, embed: { burst: 10, reserve: 2, perSecond: 1e-6 } }

let opened: TestDatabase
beforeAll(async () => {
  opened = await openTestDatabase()
})
afterEach(async () => {
  await opened.database.prisma.provider.deleteMany()
  await opened.database.prisma.usage.deleteMany()
})
afterAll(async () => {
  await opened.database.close()
  await opened.drop()
})

const callOf = (change: Partial<ProviderCall> = {}): ProviderCall => ({
  provider: 'cohere',
  kind: 'embed',
  ownerId: '00000000-0000-4000-8000-000000000001',
  inputs: 1,
  tokens: 0,
  urgent: false,
  patienceMs: 0,
  signal: new AbortController().signal,
  ...change,
})

const twoWorkers = (limits: ProviderLimits) =>
  [openGovernor(opened.database, limits), openGovernor(opened.database, limits)] as const

const state = () => opened.database.prisma.provider.findFirstOrThrow()

const waitOf = (call: Promise<unknown>) =>
  call.then(
    () => expect.unreachable('the call should have been refused'),
    (error: unknown) => {
      expect(error).toBeInstanceOf(ProviderWait)
      return (error as ProviderWait).waitMs
    },
  )

/** What the time does. */
const passTime = (milliseconds: number) => opened.database.prisma.$executeRaw`
  update providers set refilled_at = refilled_at - make_interval(secs => ${milliseconds / 1000}::float8),
    last_turn_at = last_turn_at - make_interval(secs => ${milliseconds / 1000}::float8),
    resting_until = resting_until - make_interval(secs => ${milliseconds / 1000}::float8),
    open_until = open_until - make_interval(secs => ${milliseconds / 1000}::float8)`

test('all processes together send what the bucket holds, and the rest waits', async () => {
  const workers = twoWorkers(TEN)
  const answers = await Promise.allSettled(
    Array.from({ length: 30 }, (_, index) => workers[index % 2]!.admit(callOf({ inputs: 2 }))),
  )
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
  for (const answer of answers)
    if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ name: 'ProviderWait' })
})

test('what is kept for urgent calls is theirs, and no more', async () => {
  const [worker, api] = twoWorkers(TEN)
  await worker.admit(callOf({ inputs: 8 }))
  await waitOf(worker.admit(callOf()))
  await api.admit(callOf({ urgent: true }))
  await api.admit(callOf({ urgent: true }))
  await waitOf(api.admit(callOf({ urgent: true })))
})

test('who waits is told a turn of its own, by the rate', async () => {
  const [worker, other] = twoWorkers({ ...NO_LIMITS, embed: { burst: 10, reserve: 0, perSecond: 1 / 20 } })
  await worker.admit(callOf({ inputs: 10 }))
  const waits = [
    await waitOf(other.admit(callOf({ inputs: 2 }))),
    await waitOf(worker.admit(callOf({ inputs: 5 }))),
    await waitOf(other.admit(callOf({ inputs: 1 }))),
  ]
  // They come after one another, 20 s for each input; the first began to wait a moment after the bucket was emptied.
  const turns = waits.map((wait) => Math.round(wait / 20_000))
  expect(turns).toEqual([2, 7, 8])
})

test('the bucket fills again with the time, and not beyond what it holds', async () => {
  const [worker] = twoWorkers({ ...NO_LIMITS, embed: { burst: 10, reserve: 0, perSecond: 1 / 3600 } })
  await worker.admit(callOf({ inputs: 10 }))
  await waitOf(worker.admit(callOf()))
  await passTime(3_600_000 * 3)
  await worker.admit(callOf({ inputs: 3 }))
  await waitOf(worker.admit(callOf()))
  await passTime(3_600_000 * 1000)
  await worker.admit(callOf({ inputs: 10 }))
  await waitOf(worker.admit(callOf()))
})

test('a short wait is waited out, and told', async () => {
  const [worker] = twoWorkers({ ...NO_LIMITS, embed: { burst: 1, reserve: 0, perSecond: 20 } })
  const told: string[] = []
  const call = callOf({ patienceMs: 10_000, onWait: async ({ message }) => void told.push(message) })
  for (let sent = 0; sent < 3; sent++) await worker.admit(call)
  expect(told).toContain('Waiting for the embedding provider, 1 s')
})

test('an abort ends a wait with its reason', async () => {
  const [worker] = twoWorkers(TEN)
  await worker.admit(callOf({ inputs: 8 }))
  const controller = new AbortController()
  const call = callOf({
    patienceMs: Infinity,
    signal: controller.signal,
    onWait: async () => controller.abort(new Error('shutting down')),
  })
  await expect(worker.admit(call)).rejects.toThrow('shutting down')
})

test('a Retry-After holds for all processes, and for urgent calls too', async () => {
  const [worker, other] = twoWorkers(NO_LIMITS)
  const permit = await worker.admit(callOf())
  const error = new ProviderError('Cohere answered 429', 40_000)
  expect(await permit.failed(error)).toBe(error)
  for (const urgent of [false, true]) {
    const wait = await waitOf(other.admit(callOf({ urgent })))
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(40_000)
  }
  expect(await state()).toMatchObject({ failures: 0 })
  await other.admit(callOf({ kind: 'rerank' }))
  await passTime(40_000)
  await other.admit(callOf())
})

/** Failures in a row, of either worker. */
async function fail(times: number, workers = twoWorkers(NO_LIMITS)): Promise<void> {
  const permits = await Promise.all(Array.from({ length: times }, (_, index) => workers[index % 2]!.admit(callOf())))
  await Promise.all(permits.map((permit) => permit.failed(new ProviderError('Cohere answered 500'))))
}

test('failures in a row open the circuit for all, and a success in between begins anew', async () => {
  const [worker, other] = twoWorkers(NO_LIMITS)
  await fail(TRIPPED_AT - 1)
  await (await worker.admit(callOf())).succeeded(1)
  await fail(TRIPPED_AT - 1)
  await other.admit(callOf())
  await fail(1)
  await expect(other.admit(callOf())).rejects.toThrow(/^Waiting for the embedding provider, (30|2\d) s$/)
})

test('after its rest one call tries, while the others wait, and its success closes the circuit', async () => {
  const [worker, other] = twoWorkers(NO_LIMITS)
  // More were under way than it takes: the rest is no longer for that.
  await fail(TRIPPED_AT + 20)
  expect(await waitOf(other.admit(callOf()))).toBeLessThanOrEqual(30_000)
  await passTime(30_000)
  const answers = await Promise.allSettled([worker, other, worker, other].map((one) => one.admit(callOf())))
  const trials = answers.filter((answer) => answer.status === 'fulfilled')
  expect(trials).toHaveLength(1)
  await trials[0]!.value.succeeded(1)
  await other.admit(callOf())
  await worker.admit(callOf())
})

test('a trial that fails is a wait, twice as long, and no fault of what was sent', async () => {
  const [worker, other] = twoWorkers(NO_LIMITS)
  await fail(TRIPPED_AT)
  await passTime(30_000)
  const trial = await worker.admit(callOf())
  const error = await trial.failed(new ProviderError('Cohere answered 500'))
  expect(error).toMatchObject({ name: 'ProviderWait', cause: { message: 'Cohere answered 500' } })
  const wait = await waitOf(other.admit(callOf()))
  expect(wait).toBeGreaterThan(30_000)
  expect(wait).toBeLessThanOrEqual(60_000)
})

test('a trial that is given up, or whose process dies, is made by another', async () => {
  const [worker, other] = twoWorkers(NO_LIMITS)
  await fail(TRIPPED_AT)
  await passTime(30_000)
  await (await worker.admit(callOf())).failed(new Error('shutting down'))
  await other.admit(callOf())
  await waitOf(worker.admit(callOf()))
  await passTime(10_000)
  await worker.admit(callOf())
})

test('a provider that refuses answers: the circuit is closed', async () => {
  const [worker, other] = twoWorkers(NO_LIMITS)
  await fail(TRIPPED_AT)
  await passTime(30_000)
  const error = new PermanentError('Cohere refused the request (402)')
  expect(await (await worker.admit(callOf())).failed(error)).toBe(error)
  await other.admit(callOf())
})

test('a run gives the result, and fails as the call did', async () => {
  const [worker] = twoWorkers(NO_LIMITS)
  expect(await worker.run(callOf(), async () => ({ result: 'vectors', tokens: 3 }))).toBe('vectors')
  const error = new ProviderError('Cohere answered 500')
  await expect(worker.run(callOf(), () => Promise.reject(error))).rejects.toBe(error)
  expect(await state()).toMatchObject({ failures: 1 })
})

test('tokens that a server does not count are estimated, so that daily limits hold', async () => {
  const server = await startStandInProvider()
  server.behave('uncounted')
  const embedder = await openaiEmbedder({ baseUrl: `${server.url}/v1`, model: 'stand-in' })
  const governed = governedEmbedder(embedder, 'openai', openGovernor(opened.database, NO_LIMITS))
  const { ownerId, signal } = callOf()
  await governed.embed(['twelve signs', 'four'], 'passage', signal, { ownerId })
  expect(await opened.database.prisma.usage.findMany()).toMatchObject([{ provider: 'openai', calls: 1n, tokens: 4n }])
  await server.close()
})
