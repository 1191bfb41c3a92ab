// What was spent is counted by owner, day, provider and kind; the daily limits rest on it.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

import { ProviderWait, type ProviderCall } from './governor.ts'
import type { DailyLimits } from './providers/daily-limit.ts'
import { openGovernor } from './providers/open-governor.ts'
import { openTestDatabase, type TestDatabase } from './testing/test-database.ts'
import { recordUsage, usageSince } from './usage.ts'

const ONE = '00000000-0000-4000-8000-000000000001'
const OTHER = '00000000-0000-4000-8000-000000000002'
const LONG_AGO = new Date(0)

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

function spend(limits: Partial<DailyLimits>, tokens: number, change: Partial<ProviderCall> = {}): Promise<unknown> {
  const daily = { tokensPerOwner: null, tokens: null, ...limits }
  const call: ProviderCall = {
    provider: 'cohere',
    kind: 'embed',
    ownerId: ONE,
    inputs: 1,
    tokens,
    urgent: false,
    patienceMs: 0,
    signal: new AbortController().signal,
    ...change,
  }
  return openGovernor(opened.database, { embed: null, daily }).run(call, async () => ({ result: 'done', tokens }))
}

const onTheNextDay = () => opened.database.prisma.$executeRaw`update usage set day = day - 1`

test('calls and tokens add up by day, provider and kind, whoever records them at once', async () => {
  const spent = { provider: 'cohere', kind: 'embed', calls: 1, tokens: 3_000_000_000 } as const
  await Promise.all(Array.from({ length: 8 }, () => recordUsage(opened.database, ONE, spent)))
  await onTheNextDay()
  await recordUsage(opened.database, ONE, spent)
  await recordUsage(opened.database, ONE, { provider: 'cohere', kind: 'chat', calls: 2, tokens: 7 })
  await recordUsage(opened.database, OTHER, spent)
  expect(await usageSince(opened.database, ONE, LONG_AGO)).toMatchObject([
    { kind: 'chat', calls: 2, tokens: 7 },
    { kind: 'embed', calls: 1, tokens: 3_000_000_000 },
    { kind: 'embed', calls: 8, tokens: 24_000_000_000 },
  ])
})

test('usage is told from the day of the moment that is asked for', async () => {
  await recordUsage(opened.database, ONE, { provider: 'cohere', kind: 'embed', calls: 1, tokens: 1 })
  const { day } = (await usageSince(opened.database, ONE, LONG_AGO))[0]!
  const lateOnThatDay = new Date(day.getTime() + 86_399_999)
  expect(await usageSince(opened.database, ONE, lateOnThatDay)).toHaveLength(1)
  expect(await usageSince(opened.database, ONE, new Date(day.getTime() + 86_400_000))).toEqual([])
})

test('what would go beyond the limit of the owner waits for the next day, and nobody else does', async () => {
  const limits = { tokensPerOwner: 1_000_000 }
  await spend(limits, 600_000)
  const refused = await spend(limits, 400_001).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(ProviderWait)
  expect(refused).toMatchObject({
    message: 'Waiting: the daily limit of 1,000,000 tokens is reached; it goes on after 00:00 UTC',
    overDailyLimit: true,
  })
  expect((refused as ProviderWait).waitMs).toBeLessThanOrEqual(86_400_000 + 1_000)
  await spend(limits, 400_001, { ownerId: OTHER })
  await spend(limits, 400_000)
  await expect(spend(limits, 1)).rejects.toBeInstanceOf(ProviderWait)
  await onTheNextDay()
  await spend(limits, 1)
})

test('what would go beyond the limit of all waits, whoever spent it', async () => {
  const limits = { tokens: 100 }
  await spend(limits, 60)
  await spend(limits, 30, { ownerId: OTHER })
  await expect(spend(limits, 20)).rejects.toThrow('the daily limit of 100 tokens for everybody together is reached')
  await spend({ tokens: 110 }, 20)
})

test('calls that no limit holds back go on, and are counted', async () => {
  const limits = { tokensPerOwner: 10 }
  await spend(limits, 10)
  await spend(limits, 0, { urgent: true })
  expect(await usageSince(opened.database, ONE, LONG_AGO)).toMatchObject([{ calls: 2, tokens: 10 }])
})

test('a call that is larger than the limit goes first thing in the day', async () => {
  const limits = { tokensPerOwner: 10 }
  await spend(limits, 50)
  await expect(spend(limits, 50)).rejects.toBeInstanceOf(ProviderWait)
  await onTheNextDay()
  await spend(limits, 50)
})

test('a call that fails costs nothing', async () => {
  const governor = openGovernor(opened.database, { embed: null, daily: { tokensPerOwner: null, tokens: null } })
  const call = { provider: 'cohere', kind: 'embed', ownerId: ONE, inputs: 1, tokens: 9 } as const
  const { signal } = new AbortController()
  const failing = governor.run({ ...call, urgent: false, patienceMs: 0, signal }, () => Promise.reject(new Error('no')))
  await expect(failing).rejects.toThrow('no')
  expect(await usageSince(opened.database, ONE, LONG_AGO)).toEqual([])
})
