// What the same costs where every watcher asks the database every two seconds: how late events come, and how many
// queries a second that makes, most of them for nothing.
import { fileURLToPath } from 'node:url'

import { rounded, type Figures } from '../rig/figure.ts'
import { startHelper } from '../rig/helper-process.ts'
import { percentile } from '../rig/percentile.ts'
import { openEventWriter, writeMany } from './event-writer.ts'
import { openIdleService } from './idle-service.ts'
import type { Polled, PollerRequest } from './poller-process.ts'
import type { Setting } from './setting.ts'
import { latencies } from './subscribers.ts'

const MS = 14_000
const PAUSE_MS = 500
/** Written soon enough that everybody asks once more afterwards. */
const EVENTS = (MS - 5_000) / PAUSE_MS
const FILE = fileURLToPath(new URL('poller-process.ts', import.meta.url))

export async function measurePolling({ serverUrl, watchers, tell }: Setting): Promise<Figures> {
  await using service = await openIdleService(serverUrl)
  const { databaseUrl } = service.halves
  const [documentId] = (await service.upload(1)) as [string]
  await using poller = startHelper<PollerRequest>(FILE)
  await using writer = await openEventWriter(databaseUrl, documentId)
  const polling = poller.ask({ databaseUrl, documentId, watchers, ms: MS }) as Promise<Polled>
  const [polled] = await Promise.all([polling, writeMany(writer, EVENTS, PAUSE_MS)])
  const times = latencies(polled, writer.committedAt)
  tell(`${polled.queriesPerSecond.toFixed(0)} queries/s, p50 ${percentile(times, 0.5).toFixed(0)} ms`)
  return {
    pollingP50Ms: { figure: rounded(percentile(times, 0.5)), p99: rounded(percentile(times, 0.99)) },
    pollingQueriesPerSecond: { figure: rounded(polled.queriesPerSecond), watchers },
  }
}
