// How many documents a second a worker processes while nobody watches, and while many watch the documents it processes;
// alternating, with the same worker and api.
import type postgres from 'postgres'

import { readEvents, waitUntilDone } from '../rig/document-events.ts'
import { rounded, withLeast, type Figures } from '../rig/figure.ts'
import { startWorker } from '../rig/start-halves.ts'
import type { BenchProcess } from '../rig/start-process.ts'
import { openIdleService, type IdleService } from './idle-service.ts'
import type { Setting } from './setting.ts'
import { startSubscribers } from './subscribers.ts'

const FLOOR_RATIO = 0.95

type Round = { watchers: number; seconds: number; messages: number }

export async function measureWorker({ serverUrl, watchers, rounds, documents, tell }: Setting): Promise<Figures> {
  await using service = await openIdleService(serverUrl)
  await using worker = await startWorker(service.halves)
  // Not counted: the worker's code gets warm.
  await processOnce(service, worker, documents, 0)
  const measured: Round[] = []
  for (let round = 0; round < rounds; round++) {
    // Whoever is first in one round is second in the next: what a growing database costs is shared.
    for (const count of round % 2 === 0 ? [0, watchers] : [watchers, 0]) {
      measured.push(await processOnce(service, worker, documents, count))
      const { seconds, messages } = measured.at(-1)!
      tell(`${count} watchers: ${(documents / seconds).toFixed(1)} documents/s, ${messages} messages`)
    }
  }
  const perSecond = (watched: boolean) => {
    const ours = measured.filter((round) => round.watchers > 0 === watched)
    return (documents * ours.length) / ours.reduce((sum, { seconds }) => sum + seconds, 0)
  }
  return {
    throughputRatioWatched: withLeast(perSecond(true) / perSecond(false), FLOOR_RATIO, {
      unwatchedPerSecond: rounded(perSecond(false)),
      watchedPerSecond: rounded(perSecond(true)),
      rounds: measured.map(({ watchers, seconds, messages }) => ({
        watchers,
        perSecond: rounded(documents / seconds),
        messages,
      })),
    }),
  }
}

async function processOnce(
  { api, sql, upload }: IdleService,
  worker: BenchProcess,
  documents: number,
  watchers: number,
): Promise<Round> {
  process.kill(worker.pid, 'SIGSTOP')
  const ids = await upload(documents)
  await using subscribers = startSubscribers()
  if (watchers > 0) await subscribers.subscribe(api.address, ids, watchers)
  process.kill(worker.pid, 'SIGCONT')
  await waitUntilDone(sql, ids)
  return { watchers, seconds: await secondsOf(sql, ids), messages: await subscribers.leave() }
}

/** From the first event of the worker to the last. */
async function secondsOf(sql: postgres.Sql, ids: string[]): Promise<number> {
  const events = [...(await readEvents(sql, ids)).values()].flat()
  const times = events.filter(({ stage }) => stage !== 'QUEUED').map(({ at }) => at)
  return (Math.max(...times) - Math.min(...times)) / 1000
}
