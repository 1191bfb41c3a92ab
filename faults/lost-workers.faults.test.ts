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
    await moveHeartbeat(service.database, '+5 minutes')
    await service.startWorker({ slots: 1 })
    const [twin] = (await service.uploadAll([TWIN])) as [string]
    await waitForEvent(service.address, twin, ({ stage }) => stage === 'EMBEDDING')
    await moveHeartbeat(service.database, '-5 minutes')
    await expectWhole(service.database, await service.followAll([small, twin]))
    for (const id of [small, twin])
      expect(await readDocument(service.address, id)).toMatchObject({ status: 'COMPLETED' })
  } finally {
    await service.close()
  }
})

/** As if the last heartbeat of all jobs under way had come then. */
async function moveHeartbeat({ prisma }: Database, by: string): Promise<void> {
  const jobs = await prisma.$executeRaw`
    update pgboss.job set heartbeat_on = now() + ${by}::interval where state = 'active' and name like 'embed-v%'
      and singleton_key = (select min(singleton_key) from pgboss.job where state = 'active' and name like 'embed-v%')`
  expect(jobs).toBe(1)
}

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
