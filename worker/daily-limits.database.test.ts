// Documents beyond a daily limit wait: for the next day, or for the limit to be raised.
import { afterEach, beforeEach, expect, test } from 'vitest'

import { findViolations } from '../core/invariants.ts'
import type { ProviderLimits } from '../core/providers/open-governor.ts'
import { follow, waitForEvent } from '../testing/follow.ts'
import { ask, upload } from '../testing/graphql.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { startAnotherWorker } from './testing/another-worker.ts'
import { makeDocument, PASSAGE_OPTIONS } from './testing/make-document.ts'

let service: TestService
const stopping: (() => Promise<void>)[] = []

beforeEach(async () => {
  service = await startTestService({ worker: false })
})
afterEach(async () => {
  await stopWorkers()
  expect(await findViolations(service.services.database)).toEqual([])
  await service.close()
})

const limited = (tokensPerOwner: number): ProviderLimits => ({ embed: null, daily: { tokensPerOwner, tokens: null } })
const work = async (tokens: number) => void stopping.push(await startAnotherWorker(service, limited(tokens)))
const prisma = () => service.services.database.prisma
const add = async (topic: string): Promise<string> =>
  (await upload(service.address, makeDocument(topic), PASSAGE_OPTIONS)).document.id

async function stopWorkers(): Promise<void> {
  for (const stop of stopping.splice(0)) await stop()
}

/** One document that is embedded, for 172 tokens, and one that would go beyond 300 and so waits. */
async function spendAndWait(): Promise<string> {
  await work(300)
  expect((await follow(service.address, await add('first'))).at(-1)).toMatchObject({ stage: 'COMPLETED' })
  const id = await add('second')
  const { message, stage } = await waitForEvent(
    service.address,
    id,
    ({ details }) => details['overDailyLimit'] === true,
  )
  expect({ message, stage }).toEqual({
    message: 'Waiting: the daily limit of 300 tokens is reached; it goes on after 00:00 UTC',
    stage: 'EMBEDDING',
  })
  return id
}

async function expectCompleted(id: string): Promise<void> {
  expect((await follow(service.address, id)).at(-1)).toMatchObject({ stage: 'COMPLETED', details: { chunks: 1 } })
  const { job } = await prisma()
    .document.findUniqueOrThrow({ where: { id }, include: { jobs: true } })
    .then(({ jobs }) => ({ job: jobs[0]! }))
  expect(job).toMatchObject({ attempt: 1 })
}

test('a document beyond the limit waits for the next day, and goes on then', async () => {
  const id = await spendAndWait()
  const [entry] = await prisma().$queryRaw<{ afterMidnight: boolean }[]>`
    select start_after at time zone 'utc' between (now() at time zone 'utc')::date + 1
      and (now() at time zone 'utc')::date + 1 + interval '1 minute' as "afterMidnight"
    from pgboss.job where singleton_key = ${id} and state = 'created'`
  expect(entry).toEqual({ afterMidnight: true })
  await prisma().$executeRaw`update usage set day = day - 1`
  await prisma().$executeRaw`update pgboss.job set start_after = now() where state = 'created'`
  await expectCompleted(id)
  const query = '{ viewer { usage { day provider kind calls tokens } } }'
  const { usage } = (await ask(service.address, query)).viewer
  const spent = { provider: 'cohere', kind: 'EMBED', calls: 1, tokens: 172 }
  expect(usage).toMatchObject([spent, spent])
  expect(Date.parse(usage[0].day) - Date.parse(usage[1].day)).toBe(86_400_000)
  await ask(service.address, `mutation { deleteDocument(id: "${id}") }`)
  expect((await ask(service.address, query)).viewer.usage).toEqual(usage)
})

test('a document beyond the limit goes on when a worker starts for which it is raised', async () => {
  const id = await spendAndWait()
  await stopWorkers()
  await work(100_000)
  await expectCompleted(id)
})
