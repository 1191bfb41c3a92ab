// Services that the tests of a file use one after the other, for starting one for each takes longer than most tests.
// A test has a lane to itself; it is given on without documents, and thrown away where the test fails.
import { afterAll, expect } from 'vitest'

import { remove } from './change-document.ts'
import { openFaultService, type FaultService } from './fault-service.ts'
import type { FaultProcess } from './start-process.ts'

export type Lane = {
  service: FaultService
  /** Lives from test to test. */
  worker: FaultProcess
  /** How many texts the provider had been sent before this test. */
  textsBefore: number
}

export type Lanes = {
  /** Runs a test in a lane. */
  use(test: (lane: Lane) => Promise<void>): Promise<void>
}

/** `slots`: of each lane's worker. Call it at the top of a file of tests. */
export function openLanes(slots: number): Lanes {
  const free: Lane[] = []
  afterAll(async () => {
    for (const { service } of free) await service.close()
  })
  return {
    async use(test) {
      const lane = free.pop() ?? (await openLane(slots))
      try {
        await test(lane)
        await empty(lane.service)
        free.push({ ...lane, textsBefore: lane.service.provider.textsReceived })
      } catch (error) {
        await lane.service.close()
        throw error
      }
    },
  }
}

async function openLane(slots: number): Promise<Lane> {
  const service = await openFaultService()
  return { service, worker: await service.startWorker({ slots }), textsBefore: 0 }
}

/** What is deleted leaves nothing behind, whatever was done to it before. */
async function empty({ address, database }: FaultService): Promise<void> {
  for (const { id } of await database.prisma.document.findMany()) await remove(address, id)
  const left = await database.prisma.$queryRaw`
    select (select count(*)::int from files) as files, (select count(*)::int from jobs) as jobs,
      (select count(*)::int from progress_events) as events, (select count(*)::int from chunks) as chunks,
      (select count(*)::int from embeddings) as embeddings`
  expect(left).toEqual([{ files: 0, jobs: 0, events: 0, chunks: 0, embeddings: 0 }])
}
