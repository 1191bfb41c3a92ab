// 200 documents, processed by two workers and watched by 200 subscribers of two apis. The subscribers' sockets are cut
// about every second, while PostgreSQL restarts, or the apis die: every one of them is told every event once, in order.
import { expect, test } from 'vitest'

import { openDatabase, type Database } from '../core/database.ts'
import { createLog } from '../core/log.ts'
import { watchThroughCuts, type CutWatchers } from '../testing/cut-watchers.ts'
import { makeDocument } from './documents.ts'
import { openFaultService, type FaultService } from './fault-service.ts'
import { noClusterBecause, startCluster } from './private-cluster.ts'

const SEED = Number(process.env['FAULT_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const DOCUMENTS = 200
/** One user may have 20 sockets, and what was cut a moment ago may still count. */
const PER_SOCKET = 20
/** How many subscribers have been told everything when that happens: by then, and after it, there is much to tell. */
const RESTART = 30
const DEATHS = [70, 120]

console.log(`sockets are cut as FAULT_SEED=${SEED} says`)
if (noClusterBecause) console.log(`not tested: a restart of PostgreSQL, because ${noClusterBecause}`)

type Api = Awaited<ReturnType<FaultService['startApi']>>

/** `disturb` is called when the workers have begun. */
async function expectAllTold(
  service: FaultService,
  disturb: (watchers: CutWatchers, replaceApi: (index: number) => Promise<void>) => Promise<void>,
): Promise<void> {
  try {
    const apis: Api[] = await Promise.all([service.startApi(), service.startApi()])
    const addresses = apis.map(({ address }) => address)
    const documentIds = await service.uploadAll(
      Array.from({ length: DOCUMENTS }, (_, index) => makeDocument(`${index}`)),
    )
    const watchers = watchThroughCuts({ documentIds, addresses, perSocket: PER_SOCKET, seed: SEED })
    await Promise.all([service.startWorker(), service.startWorker()])
    await disturb(watchers, async (index) => {
      await apis[index]!.api.kill()
      apis[index] = await service.startApi()
      addresses[index] = apis[index].address
    })
    await watchers.done
    expect(Object.fromEntries(watchers.told)).toEqual(await completeSequences(service.database))
    expect(watchers.cuts).toBeGreaterThan(DOCUMENTS / PER_SOCKET)
  } finally {
    await service.close()
  }
}

/** Of each document 1…n, where n is its last event's. */
async function completeSequences({ prisma }: Database): Promise<Record<string, number[]>> {
  const documents = await prisma.document.findMany({ select: { id: true, sequence: true, status: true } })
  expect(new Set(documents.map(({ status }) => status))).toEqual(new Set(['COMPLETED']))
  return Object.fromEntries(
    documents.map(({ id, sequence }) => [id, Array.from({ length: sequence }, (_, index) => index + 1)]),
  )
}

test.skipIf(noClusterBecause)(
  'whose socket is cut about every second, while PostgreSQL restarts and each api dies, is told every event once',
  async () => {
    const cluster = await startCluster()
    try {
      const database = await openDatabase({ databaseUrl: cluster.url, dataDir: '' }, createLog('silent'))
      const service = await openFaultService({ database, url: cluster.url, drop: async () => {} })
      await expectAllTold(service, async (watchers, replaceApi) => {
        await watchers.completed(RESTART)
        await cluster.restart()
        for (const [index, completed] of DEATHS.entries()) {
          await watchers.completed(completed)
          await replaceApi(index)
        }
      })
    } finally {
      await cluster.close()
    }
  },
)
