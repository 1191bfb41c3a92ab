// A worker is killed at every kind of moment; another one finishes its work, and nobody can tell afterwards.
import { beforeAll, expect, test } from 'vitest'

import { MIX } from './documents.ts'
import { BATCH, expectWhole, repeatedTexts } from './expect-whole.ts'
import { chooseKillPoints } from './kill-points.ts'
import { openLanes } from './lanes.ts'
import { readOutcomes, undisturbedOutcomes } from './undisturbed.ts'

const seed = Number(process.env['FAULT_SEED'] ?? Math.floor(Math.random() * 1_000_000))
const POINTS = 24
/** The small document and its twin share theirs. */
const PASSAGES_OF_SMALL = 2

const lanes = openLanes(2)

beforeAll(async () => {
  console.log(`the kill points are those of FAULT_SEED=${seed}`)
  await undisturbedOutcomes()
})

test.concurrent.each(chooseKillPoints(seed, POINTS))('killed at "$step", time $nth', ({ step, nth }) =>
  lanes.use(async ({ service, worker: heir, textsBefore }) => {
    await heir.stop()
    const documentIds = await service.uploadAll(MIX)
    const victim = await service.startWorker({ signalAt: `SIGKILL ${nth} ${step}`, slots: 1 })
    expect(await victim.ended).toBe('SIGKILL')
    heir.signal('SIGCONT')
    const events = await service.followAll(documentIds)
    await expectWhole(service.database, events)
    expect(await readOutcomes(service.database)).toEqual(await undisturbedOutcomes())
    const repeated = await repeatedTexts(service.database, service.provider, textsBefore)
    expect(repeated).toBeLessThanOrEqual(BATCH + PASSAGES_OF_SMALL)
  }),
)
