// The provider of the embeddings misbehaves in every way: what passes is tried again, what does not ends as a dead letter.
import { expect, test } from 'vitest'

import { waitForEvent } from '../testing/follow.ts'
import { ask } from '../testing/graphql.ts'
import { reprocess } from './change-document.ts'
import { SMALL } from './documents.ts'
import { expectWhole, repeatedTexts } from './expect-whole.ts'
import { openFaultService, readDocument } from './fault-service.ts'
import { openLanes } from './lanes.ts'

const lanes = openLanes(1)

test.concurrent.each([
  { name: '429 with Retry-After', behaviour: { status: 429, retryAfter: '6' }, leastMs: 6_000 },
  { name: '500', behaviour: { status: 500 }, leastMs: 1_000 },
  { name: 'no answer', behaviour: 'silence', leastMs: 1_000 },
  { name: 'garbage', behaviour: 'garbage', leastMs: 1_000 },
  { name: 'a vector too few', behaviour: 'wrong-count', leastMs: 1_000 },
  { name: 'half a body, and then nothing', behaviour: 'half-body', leastMs: 1_000 },
  { name: 'half a body, and then the end', behaviour: 'cut-body', leastMs: 1_000 },
] as const)('$name once is tried again', ({ behaviour, leastMs }) =>
  lanes.use(async ({ service }) => {
    const requestsBefore = service.provider.requestsReceived
    service.provider.behave(behaviour, 1)
    const documentIds = await service.uploadAll([SMALL])
    const events = await service.followAll(documentIds)
    await expectWhole(service.database, events)
    const retry = events[0]!.find(({ message }) => message.startsWith('Retrying (2/3)'))!
    expect(retry.details['retryInMs']).toBeGreaterThanOrEqual(leastMs)
    expect(await readDocument(service.address, documentIds[0]!)).toMatchObject({
      status: 'COMPLETED',
      job: { chunkCount: 2, embeddedCount: 2, reusedCount: 0 },
    })
    expect(service.provider.requestsReceived - requestsBefore).toBe(2)
  }),
)

test.concurrent('what fails at every attempt is a dead letter, until it is processed again', () =>
  lanes.use(async ({ service }) => {
    const deadLetters = async () => {
      const { queues } = await ask(service.address, '{ queues { name failed } }')
      return queues.find(({ name }: { name: string }) => name === 'dead-letter').failed
    }
    service.provider.behave({ status: 503 })
    const [documentId] = (await service.uploadAll([SMALL])) as [string]
    const [seen] = await service.followAll([documentId])
    expect(seen!.at(-1)).toMatchObject({ stage: 'FAILED', details: { attempt: 3, maxAttempts: 3 } })
    expect(await deadLetters()).toBe(1)
    service.provider.behave('ok')
    await reprocess(service.address, documentId)
    await expectWhole(service.database, await service.followAll([documentId]))
    expect(await readDocument(service.address, documentId)).toMatchObject({ status: 'COMPLETED', job: { attempt: 1 } })
    expect(await deadLetters()).toBe(0)
  }))

test.concurrent('a worker that dies while it hands back a job that must wait leaves it whole, and no attempt is counted', async () => {
  const service = await openFaultService()
  try {
    const restingUntil = new Date(Date.now() + 60_000)
    await service.database.prisma.provider.create({
      data: { provider: 'cohere', kind: 'embed', available: 100, restingUntil },
    })
    const [documentId] = (await service.uploadAll([SMALL])) as [string]
    const worker = await service.startWorker({ signalAt: 'SIGKILL 1 embed wait committing' })
    expect(await worker.ended).toBe('SIGKILL')
    await service.startWorker()
    await waitForEvent(service.address, documentId, ({ details }) => details['waitInMs'] !== undefined)
    await service.database.prisma.provider.updateMany({ data: { restingUntil: null } })
    await service.database.prisma.$executeRaw`update pgboss.job set start_after = now() where state = 'created'`
    await expectWhole(service.database, await service.followAll([documentId]))
    expect(await readDocument(service.address, documentId)).toMatchObject({ status: 'COMPLETED', job: { attempt: 1 } })
    expect(await repeatedTexts(service.database, service.provider)).toBe(0)
  } finally {
    await service.close()
  }
})
