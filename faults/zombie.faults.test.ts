// A worker is stopped for longer than its heartbeat, at each kind of moment, and goes on when another one has done its
// work: it commits nothing.
import { beforeAll, expect, test } from 'vitest'

import { MIX } from './documents.ts'
import { BATCH, expectWhole, repeatedTexts } from './expect-whole.ts'
import { openLanes } from './lanes.ts'
import { readOutcomes, undisturbedOutcomes } from './undisturbed.ts'

beforeAll(() => undisturbedOutcomes())

const lanes = openLanes(2)

test.concurrent.each([
  '1 extract claimed',
  '2 extract committing',
  '2 extract committed',
  '1 chunk committing',
  '2 embed batch computed',
  '1 store committing',
])('a worker that is stopped at "%s" and goes on later commits nothing more', (moment) =>
  lanes.use(async ({ service, worker: heir, textsBefore }) => {
    await heir.stop()
    const documentIds = await service.uploadAll(MIX)
    const zombie = await service.startWorker({ signalAt: `SIGSTOP ${moment}`, slots: 1 })
    await zombie.stopped()
    heir.signal('SIGCONT')
    const events = await service.followAll(documentIds)
    zombie.signal('SIGCONT')
    // It first ends what it was at: all that it still did is done then.
    zombie.signal('SIGTERM')
    expect(await zombie.ended).toBe('0')
    expect((await service.followAll(documentIds)).map((seen) => seen.length)).toEqual(events.map((seen) => seen.length))
    await expectWhole(service.database, events)
    expect(await readOutcomes(service.database)).toEqual(await undisturbedOutcomes())
    const repeated = await repeatedTexts(service.database, service.provider, textsBefore)
    expect(repeated).toBeLessThanOrEqual(2 * BATCH)
    const attempts = await service.database.prisma.job.findMany({ select: { attempt: true, epoch: true } })
    expect(attempts).toEqual(MIX.map(() => ({ attempt: 1, epoch: 1 })))
  }),
)
