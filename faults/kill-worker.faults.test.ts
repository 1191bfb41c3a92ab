// A worker is killed at every kind of moment; another one finishes its work, and nobody can tell afterwards.
import { beforeAll, expect, test } from 'vitest'

import { MIX } from './documents.ts'
import { BATCH, expectWhole, repeatedTexts } from './expect-whole.ts'
import { openFaultService } from './fault-service.ts'
import { chooseKillPoints } from './kill-points.ts'
import { readOutcomes, undisturbedOutcomes } from './undisturbed.ts'

const seed = Number(process.env['FAULT_SEED'] ?? Math.floor(Math.random() * 1_000_000))
const POINTS = 36
/** The small document and its twin share theirs. */
const PASSAGES_OF_SMALL = 2

beforeAll(async () => {
  console.log(`the kill points are those of FAULT_SEED=${seed}`)
  await undisturbedOutcomes()
})

test.concurrent.each(chooseKillPoints(seed, POINTS))('killed at "$step", time $nth', async ({ step, nth }) => {
  const service = await openFaultService()
  try {
    const documentIds = await service.uploadAll(MIX)
    const victim = await service.startWorker({ signalAt: `SIGKILL ${nth} ${step}` })
    expect(await victim.ended).toBe('SIGKILL')
    await service.startWorker()
    const events = await service.followAll(documentIds)
    await expectWhole(service.database, events)
    expect(await readOutcomes(service.database)).toEqual(await undisturbedOutcomes())
    expect(await repeatedTexts(service.database, service.provider)).toBeLessThanOrEqual(BATCH + PASSAGES_OF_SMALL)
  } finally {
    await service.close()
  }
})
