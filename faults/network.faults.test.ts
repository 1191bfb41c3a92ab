// The network between a worker and PostgreSQL is cut for longer than a heartbeat, in the middle of a stage.
import { setTimeout as wait } from 'node:timers/promises'

import { beforeAll, expect, test } from 'vitest'

import { openNetwork, type Network } from './breakable-network.ts'
import { MIX } from './documents.ts'
import { BATCH, expectWhole, repeatedTexts } from './expect-whole.ts'
import { openFaultService } from './fault-service.ts'
import { readOutcomes, undisturbedOutcomes } from './undisturbed.ts'

/** Far longer than a heartbeat may be late; a fault that lasts cannot be waited for otherwise. */
const CUT_MS = 60_000

beforeAll(() => undisturbedOutcomes())

const ENDINGS: { name: string; heal(network: Network): void }[] = [
  { name: 'and all arrives late', heal: (network) => network.heal() },
  { name: 'and its connections are closed', heal: (network) => network.healForNew('closed') },
  { name: 'and its connections stay silent for ever', heal: (network) => network.healForNew('silent') },
]

test.concurrent.each(ENDINGS)('the network is cut, $name: the worker goes on by itself', async ({ heal }) => {
  const service = await openFaultService()
  const network = await openNetwork(service.config.databaseUrl!)
  try {
    const documentIds = await service.uploadAll(MIX)
    const asked = service.provider.nextRequest()
    await service.startWorker({ databaseUrl: network.url })
    await asked
    network.cut()
    await wait(CUT_MS)
    heal(network)
    const events = await service.followAll(documentIds)
    await expectWhole(service.database, events)
    expect(await readOutcomes(service.database)).toEqual(await undisturbedOutcomes())
    expect(await repeatedTexts(service.database, service.provider)).toBeLessThanOrEqual(2 * BATCH)
  } finally {
    await network.close()
    await service.close()
  }
})

test.concurrent('a worker that is cut off loses its work to another one, and commits nothing later', async () => {
  const service = await openFaultService()
  const network = await openNetwork(service.config.databaseUrl!)
  try {
    const documentIds = await service.uploadAll(MIX)
    const asked = service.provider.nextRequest()
    const lonely = await service.startWorker({ databaseUrl: network.url })
    await asked
    network.cut()
    await service.startWorker()
    const events = await service.followAll(documentIds)
    network.heal()
    lonely.signal('SIGTERM')
    expect(await lonely.ended).toBe('0')
    expect((await service.followAll(documentIds)).map((seen) => seen.length)).toEqual(events.map((seen) => seen.length))
    await expectWhole(service.database, events)
    expect(await readOutcomes(service.database)).toEqual(await undisturbedOutcomes())
  } finally {
    await network.close()
    await service.close()
  }
})
