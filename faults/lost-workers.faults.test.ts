// Documents that need what a dead worker held, and documents that no worker survives.
import { expect, test } from 'vitest'

import type { Database } from '../core/database.ts'
import { waitForEvent } from '../testing/follow.ts'
import { LONG, makeDocument, SMALL, TWIN } from './documents.ts'
import { expectWhole } from './expect-whole.ts'
import { openFaultService, readDocument } from './fault-service.ts'

test.concurrent('a document that waits for the passages of a dead worker goes on when that one is noticed', async () => {
  const service = await openFaultService()
  try {
    const [small] = (await service.uploadAll([SMALL])) as [string]
    const victim = await service.startWorker({ signalAt: 'SIGKILL 1 embed batch claimed' })
    expect(await victim.ended).toBe('SIGKILL')
    // Not yet: the only slot of the next worker goes to the twin first.
    await moveHeartbeat(service.database, small, '+5 minutes')
    await service.startWorker({ slots: 1 })
    const [twin] = (await service.uploadAll([TWIN])) as [string]
    await waitForEvent(service.address, twin, ({ stage }) => stage === 'EMBEDDING')
    await moveHeartbeat(service.database, small, '-5 minutes')
    await expectWhole(service.database, await service.followAll([small, twin]))
    for (const id of [small, twin])
      expect(await readDocument(service.address, id)).toMatchObject({ status: 'COMPLETED' })
  } finally {
    await service.close()
  }
})

/** As if the last heartbeat of the document's job under way had come then. */
async function moveHeartbeat({ prisma }: Database, documentId: string, by: string): Promise<void> {
  const jobs = await prisma.$executeRaw`
    update pgboss.job set heartbeat_on = now() + ${by}::interval
    where state = 'active' and singleton_key = ${documentId}`
  expect(jobs).toBe(1)
}

test.concurrent('a worker that is busy for longer than a heartbeat may be late keeps its job', async () => {
  const service = await openFaultService()
  try {
    service.provider.behave({ latencyMs: 20_000 }, 1)
    const documentIds = await service.uploadAll([SMALL])
    await service.startWorker()
    await service.startWorker()
    const [events] = await service.followAll(documentIds)
    await expectWhole(service.database, [events!])
    expect(events!.filter(({ message }) => message === 'Embedding the passages')).toHaveLength(1)
    expect(service.provider.requestsReceived).toBe(1)
  } finally {
    await service.close()
  }
})

test.concurrent(
  'a document that kills every worker is given up with the reason, and the others are processed',
  { timeout: 400_000 },
  async () => {
    const service = await openFaultService()
    try {
      const [fatal] = (await service.uploadAll([LONG])) as [string]
      for (let death = 1; death <= 6; death++) {
        const victim = await service.startWorker({ signalAt: 'SIGKILL 1 extract claimed' })
        expect(await victim.ended).toBe('SIGKILL')
        await moveHeartbeat(service.database, fatal, '-5 minutes')
      }
      await service.startWorker()
      const documentIds = [fatal, ...(await service.uploadAll([makeDocument('harmless')]))]
      await expectWhole(service.database, await service.followAll(documentIds))
      expect(await readDocument(service.address, fatal)).toMatchObject({
        status: 'FAILED',
        error: expect.stringContaining('The worker died 6 times'),
      })
    } finally {
      await service.close()
    }
  },
)
