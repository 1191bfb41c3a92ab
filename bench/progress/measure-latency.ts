// From an event's commit to the message at the client, for one subscriber of a document, a hundred, and many.
import { rounded, withFloor, type Figures } from '../rig/figure.ts'
import { percentile } from '../rig/percentile.ts'
import { openEventWriter, writeMany } from './event-writer.ts'
import { openIdleService, type IdleService } from './idle-service.ts'
import type { Setting } from './setting.ts'
import { latencies, startSubscribers } from './subscribers.ts'

const FLOORS_MS = { one: { p50: 15, p99: 60 }, hundred: { p50: 20, p99: 100 }, many: { p50: 60, p99: 250 } }
/** The longest that a document with much to tell takes between two events, so each is timed by itself. */
const PAUSE_MS = 200
const WARM_UP = 10

export async function measureLatency({ serverUrl, watchers, events, tell }: Setting): Promise<Figures> {
  await using service = await openIdleService(serverUrl)
  const figures: Figures = {}
  const levels = [
    { subscriptions: 1, floors: FLOORS_MS.one },
    { subscriptions: 100, floors: FLOORS_MS.hundred },
    { subscriptions: watchers, floors: FLOORS_MS.many },
  ]
  for (const { subscriptions, floors } of levels) {
    const times = await timeEvents(service, subscriptions, events)
    const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)]
    tell(`${subscriptions} subscribers: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`)
    figures[`latencyP50MsOf${subscriptions}`] = withFloor(p50, floors.p50)
    figures[`latencyP99MsOf${subscriptions}`] = withFloor(p99, floors.p99, {
      longest: rounded(percentile(times, 1)),
      messages: times.length,
    })
  }
  return figures
}

async function timeEvents({ api, halves, upload }: IdleService, subscriptions: number, events: number) {
  const [documentId] = (await upload(1)) as [string]
  await using subscribers = startSubscribers()
  await using writer = await openEventWriter(halves.databaseUrl, documentId)
  await subscribers.subscribe(api.address, [documentId], subscriptions)
  await writeMany(writer, WARM_UP, PAUSE_MS)
  const warm = writer.lastSequence
  await writeMany(writer, events, PAUSE_MS)
  const timed = new Map([...writer.committedAt].filter(([sequence]) => sequence > warm))
  return latencies(await subscribers.arrivals(writer.lastSequence), timed)
}
