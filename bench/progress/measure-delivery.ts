// More events of one document than its many subscribers can be told at once: how many messages a second arrive in all.
import { rounded, withLeast, type Figures } from '../rig/figure.ts'
import { openEventWriter, writeMany } from './event-writer.ts'
import { openIdleService } from './idle-service.ts'
import type { Setting } from './setting.ts'
import { startSubscribers } from './subscribers.ts'

const FLOOR_PER_SECOND = 10_000
const WARM_UP = 10
const WARM_UP_PAUSE_MS = 200

export async function measureDelivery({ serverUrl, watchers, events, tell }: Setting): Promise<Figures> {
  await using service = await openIdleService(serverUrl)
  const [documentId] = (await service.upload(1)) as [string]
  await using subscribers = startSubscribers()
  await using writer = await openEventWriter(service.halves.databaseUrl, documentId)
  await subscribers.subscribe(service.api.address, [documentId], watchers)
  await writeMany(writer, WARM_UP, WARM_UP_PAUSE_MS)
  const warm = writer.lastSequence
  await writeMany(writer, events, 0)
  const { sequences, at } = await subscribers.arrivals(writer.lastSequence)
  const messages = sequences.filter((sequence) => sequence > warm).length
  const end = at.reduce((latest, time) => Math.max(latest, time), 0)
  const seconds = (end - writer.committedAt.get(warm + 1)!) / 1000
  const writing = (writer.committedAt.get(writer.lastSequence)! - writer.committedAt.get(warm + 1)!) / 1000
  tell(`${messages} messages in ${seconds.toFixed(1)} s`)
  return {
    deliveredPerSecond: withLeast(messages / seconds, FLOOR_PER_SECOND, {
      messages,
      seconds: rounded(seconds),
      writingSeconds: rounded(writing),
    }),
  }
}
