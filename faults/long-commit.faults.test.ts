// A stage whose last transaction takes long, as that of a large document does, keeps its job meanwhile.
import postgres from 'postgres'
import { expect, test } from 'vitest'

import { eventually } from '../core/testing/eventually.ts'
import { SMALL, TWIN } from './documents.ts'
import { expectWhole } from './expect-whole.ts'
import { openFaultService } from './fault-service.ts'

/** Longer than a worker may be silent before it counts as dead. */
const LONG_SECONDS = 14

test.concurrent('a worker goes on giving signs of life while it commits', async () => {
  const service = await openFaultService()
  const other = postgres(service.config.databaseUrl!, { max: 1 })
  try {
    const workers = [await service.startWorker(), await service.startWorker()]
    const documentIds = await other.begin(async (transaction) => {
      // Whoever stores passages waits for this.
      await transaction`lock table chunks in share row exclusive mode`
      const ids = await service.uploadAll([SMALL, TWIN])
      await eventually(async () => {
        const [entry] = await transaction`
          select bool_and(heartbeat_on - started_on > make_interval(secs => ${LONG_SECONDS})) as alive
          from pgboss.job where name like 'store-v%' and state = 'active' having count(*) = 2`
        expect(entry).toEqual({ alive: true })
      }, 60_000)
      return ids
    })
    await expectWhole(service.database, await service.followAll(documentIds))
    const attempts = await service.database.prisma.job.findMany({ select: { attempt: true, epoch: true } })
    expect(attempts).toEqual(documentIds.map(() => ({ attempt: 1, epoch: 1 })))
    for (const worker of workers) expect(worker.text()).not.toContain("no longer this worker's")
  } finally {
    await other.end()
    await service.close()
  }
})
