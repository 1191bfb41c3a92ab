// How many events a second 32 writers commit: telling nobody, with our announcer, and with NOTIFY in the transaction that
// writes, alternating on the same documents, while an api listens.
import { fileURLToPath } from 'node:url'

import { rounded, withLeast, type Figures } from '../rig/figure.ts'
import { startHelper, type HelperProcess } from '../rig/helper-process.ts'
import { openIdleService } from './idle-service.ts'
import type { Setting } from './setting.ts'
import type { Design, WriterRequest } from './writer-process.ts'

const FLOOR_RATIO = 0.9
const WRITERS = 32
const PROCESSES = 2
const DESIGNS: Design[] = ['silent', 'announcer', 'notify-inside']
const WARM_UP_MS = 2_000
const FILE = fileURLToPath(new URL('writer-process.ts', import.meta.url))

export async function measureCommits({ serverUrl, rounds, seconds, tell }: Setting): Promise<Figures> {
  await using service = await openIdleService(serverUrl)
  const documentIds = await service.upload(WRITERS)
  await using processes = new AsyncDisposableStack()
  const writers = Array.from({ length: PROCESSES }, () => processes.use(startHelper<WriterRequest>(FILE)))
  const commit = (design: Design, ms: number) =>
    commitAll(writers, { databaseUrl: service.halves.databaseUrl, documentIds, design, ms })
  for (const design of DESIGNS) await commit(design, WARM_UP_MS)

  const commits: Record<Design, number[]> = { silent: [], announcer: [], 'notify-inside': [] }
  for (let round = 0; round < rounds; round++) {
    // Each design is first, second and last in turn.
    for (const [index] of DESIGNS.entries()) {
      const design = DESIGNS[(index + round) % DESIGNS.length]!
      commits[design].push((await commit(design, seconds * 1000)) / seconds)
      tell(`${design}: ${commits[design].at(-1)!.toFixed(0)} commits/s`)
    }
  }
  const mean = (design: Design) => commits[design].reduce((sum, count) => sum + count, 0) / rounds
  return {
    commitRatioWithNotifier: withLeast(mean('announcer') / mean('silent'), FLOOR_RATIO, {
      silentPerSecond: rounded(mean('silent')),
      notifierPerSecond: rounded(mean('announcer')),
      rounds: Object.fromEntries(DESIGNS.map((design) => [design, commits[design].map(rounded)])),
    }),
    commitRatioNotifyInside: {
      figure: rounded(mean('notify-inside') / mean('silent')),
      perSecond: rounded(mean('notify-inside')),
      note: 'the naive design: NOTIFY in the transaction that writes',
    },
  }
}

/** Gives how many commits all of them made. */
async function commitAll(writers: HelperProcess<WriterRequest>[], request: WriterRequest): Promise<number> {
  const each = WRITERS / writers.length
  const commits = await Promise.all(
    writers.map((writer, index) => {
      const documentIds = request.documentIds.slice(index * each, (index + 1) * each)
      return writer.ask({ ...request, documentIds }) as Promise<number>
    }),
  )
  return commits.reduce((sum, count) => sum + count, 0)
}
