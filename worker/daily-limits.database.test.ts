// Documents beyond a daily limit wait: for the next day, or for the limit to be raised.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

import { findViolations } from '../core/invariants.ts'
import { recordUsage } from '../core/usage.ts'
import { follow, waitForEvent } from '../testing/follow.ts'
import { ask, upload } from '../testing/graphql.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { startAnotherWorker } from './testing/another-worker.ts'
import { makeDocument, PASSAGE_OPTIONS } from './testing/make-document.ts'

let service: TestService
const stopping: (() => Promise<void>)[] = []

beforeAll(async () => {
  service = await startTestService({ worker: false })
})
afterEach(async () => {
  await stopWorkers()
  await prisma().usage.deleteMany()
  expect(await findViolations(service.services.database)).toEqual([])
})
afterAll(() => service.close())

const prisma = () => service.services.database.prisma

async function work(tokensPerOwner: number): Promise<void> {
  const providerLimits = { embed: null, daily: { tokensPerOwner, tokens: null } }
  stopping.push(await startAnotherWorker(service, { providerLimits }))
}

async function stopWorkers(): Promise<void> {
  for (const stop of stopping.splice(0)) await stop()
}

/** A document of about 170 tokens that waits, because its owner spent 200 of 300 today. */
async function beyondTheLimit(topic: string): Promise<string> {
  const { document } = await upload(service.address, makeDocument(topic), PASSAGE_OPTIONS)
  const { ownerId } = await prisma().document.findUniqueOrThrow({ where: { id: document.id } })
  await recordUsage(service.services.database, ownerId, { provider: 'cohere', kind: 'chat', calls: 3, tokens: 200 })
  await work(300)
  const isWait = ({ details }: { details: Record<string, unknown> }) => details['overDailyLimit'] === true
  const { message, stage } = await waitForEvent(service.address, document.id, isWait)
  expect({ message, stage }).toEqual({
    message: 'Waiting: the daily limit of 300 tokens is reached; it goes on after 00:00 UTC',
    stage: 'EMBEDDING',
  })
  return document.id
}

async function expectCompleted(documentId: string): Promise<void> {
  expect((await follow(service.address, documentId)).at(-1)).toMatchObject({ stage: 'COMPLETED' })
  expect(await prisma().job.findFirst({ where: { documentId } })).toMatchObject({ attempt: 1, embeddedCount: 1 })
}

test('a document beyond the limit waits for the next day, and goes on then', async () => {
  const id = await beyondTheLimit('tomorrow')
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
  expect(usage).toMatchObject([
    { provider: 'cohere', kind: 'EMBED', calls: 1, tokens: 172 },
    { provider: 'cohere', kind: 'CHAT', calls: 3, tokens: 200 },
  ])
  expect(Date.parse(usage[0].day) - Date.parse(usage[1].day)).toBe(86_400_000)
  await ask(service.address, `mutation { deleteDocument(id: "${id}") }`)
  expect((await ask(service.address, query)).viewer.usage).toEqual(usage)
})

test('a document beyond the limit goes on when a worker starts for which it is raised', async () => {
  const id = await beyondTheLimit('raised')
  await stopWorkers()
  await work(100_000)
  await expectCompleted(id)
})
