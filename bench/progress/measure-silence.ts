// What subscribers that never read cost: the api's memory, and the latency of those that do read, while the same number
// of large events goes by without them and with them.
import { rounded, withFloor, type Figures } from '../rig/figure.ts'
import { percentile } from '../rig/percentile.ts'
import { peakMegabytesDuring } from '../rig/resident-memory.ts'
import { openEventWriter, writeMany, type EventWriter } from './event-writer.ts'
import { openIdleService, type IdleService } from './idle-service.ts'
import type { Setting } from './setting.ts'
import { subscribeSilently } from './silent-subscribers.ts'
import { latencies, startSubscribers, type Subscribers } from './subscribers.ts'

const FLOOR_MEGABYTES = 10
const READERS = 10
/** Of details in each event. */
const BYTES = 20_000
/** Of these, for each event of the other measurements: together many times what sockets hold. */
const LARGE_EVENTS = 12
const PAUSE_MS = 8

type Phase = { megabytes: number; times: number[] }

export async function measureSilence({ serverUrl, events, tell }: Setting): Promise<Figures> {
  await using service = await openIdleService(serverUrl)
  const [documentId] = (await service.upload(1)) as [string]
  await using subscribers = startSubscribers()
  await using writer = await openEventWriter(service.halves.databaseUrl, documentId)
  await subscribers.subscribe(service.api.address, [documentId], READERS)
  const count = events * LARGE_EVENTS
  // Until the api's memory has its usual size.
  await runPhase(service, writer, subscribers, count)
  const without = await runPhase(service, writer, subscribers, count)
  tell(`without silent subscribers: ${without.megabytes.toFixed(0)} MB at most`)
  using _silent = await subscribeSilently(service.api.address, documentId)
  const beside = await runPhase(service, writer, subscribers, count)
  tell(`with them: ${beside.megabytes.toFixed(0)} MB at most`)
  const p50 = compare(without, beside, 0.5)
  return {
    silentSubscriberMegabytes: withFloor(beside.megabytes - without.megabytes, FLOOR_MEGABYTES, {
      withoutMegabytes: rounded(without.megabytes),
      besideMegabytes: rounded(beside.megabytes),
      unreadMegabytes: rounded((count * BYTES) / 1e6),
    }),
    latencyRatioBesideSilent: {
      figure: rounded(p50.beside / p50.without),
      p50Ms: p50,
      p99Ms: compare(without, beside, 0.99),
    },
  }
}

function compare(without: Phase, beside: Phase, share: number): { without: number; beside: number } {
  return { without: rounded(percentile(without.times, share)), beside: rounded(percentile(beside.times, share)) }
}

async function runPhase(
  { api }: IdleService,
  writer: EventWriter,
  subscribers: Subscribers,
  events: number,
): Promise<Phase> {
  const before = writer.lastSequence
  const { result, megabytes } = await peakMegabytesDuring(api.pid, async () => {
    await writeMany(writer, events, PAUSE_MS, { filler: 'x'.repeat(BYTES) })
    return subscribers.arrivals(writer.lastSequence)
  })
  const ours = new Map([...writer.committedAt].filter(([sequence]) => sequence > before))
  return { megabytes, times: latencies(result, ours) }
}
