// PostgreSQL restarts as after a crash, and ends connections of every kind, while documents are processed.
import postgres from 'postgres'
import { beforeAll, expect, test } from 'vitest'

import { openDatabase } from '../core/database.ts'
import { createLog } from '../core/log.ts'
import { BROKEN, LONG, makeDocument, MIX, SMALL, TWIN } from './documents.ts'
import { expectWhole } from './expect-whole.ts'
import { openFaultService } from './fault-service.ts'
import { waitThroughFaults } from './follow-through-faults.ts'
import { noClusterBecause, startCluster } from './private-cluster.ts'
import { readOutcomes, undisturbedOutcomes } from './undisturbed.ts'

beforeAll(() => undisturbedOutcomes())

if (noClusterBecause) console.log(`not tested: a restart of PostgreSQL, because ${noClusterBecause}`)

test.skipIf(noClusterBecause).concurrent.each(['EXTRACTING', 'EMBEDDING'])(
  'PostgreSQL restarts while a document is %s',
  async (stage) => {
    const cluster = await startCluster()
    const database = await openDatabase({ databaseUrl: cluster.url, dataDir: '' }, createLog('silent'))
    const service = await openFaultService({ database, url: cluster.url, drop: async () => {} })
    try {
      const worker = await service.startWorker()
      const { api } = await service.startApi()
      const documentIds = await service.uploadAll([LONG, SMALL, TWIN, BROKEN])
      await waitThroughFaults(service.address, documentIds[0]!, (event) => event.stage === stage)
      await cluster.restart()
      const events = await service.followAll(documentIds)
      await expectWhole(service.database, events)
      expect(await readOutcomes(service.database)).toEqual(await undisturbedOutcomes())
      // The processes live on, and serve.
      await service.followAll(await service.uploadAll([makeDocument('afterwards')]))
      for (const each of [worker, api]) {
        each.signal('SIGTERM')
        expect(await each.ended).toBe('0')
      }
    } finally {
      await service.close()
      await cluster.close()
    }
  },
)

test.concurrent.each(['docmill', 'docmill-queue', 'docmill-listen'])('connections of %s are ended', async (name) => {
  const service = await openFaultService()
  const administrator = postgres(service.config.databaseUrl!, { max: 1 })
  try {
    const worker = await service.startWorker()
    const documentIds = await service.uploadAll(MIX)
    for (const stage of ['EXTRACTING', 'EMBEDDING']) {
      await waitThroughFaults(service.address, documentIds[0]!, (event) => event.stage === stage)
      const ended = await administrator`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = ${name}`
      expect(ended.length).toBeGreaterThan(0)
    }
    const events = await service.followAll(documentIds)
    await expectWhole(service.database, events)
    expect(await readOutcomes(service.database)).toEqual(await undisturbedOutcomes())
    worker.signal('SIGTERM')
    expect(await worker.ended).toBe('0')
  } finally {
    await administrator.end()
    await service.close()
  }
})
