// What subscribers that never read cost: the api's memory, and the latency of those that do read, while the same number
// of large events goes by without them and with them, in turn.
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
const WARM_UP_PHASES = 6

type Phase = { megabytes: number; times: number[] }

export async function measureSilence({ serverUrl, events, rounds, tell }: Setting): Promise<Figures> {
  await using service = await openIdleService(serverUrl)
  const [documentId] = (await service.upload(1)) as [string]
  await using subscribers = startSubscribers()
  await using writer = await openEventWriter(service.halves.databaseUrl, documentId)
  await subscribers.subscribe(service.api.address, [documentId], READERS)
  const count = events * LARGE_EVENTS
  const measure = () => runPhase(service, writer, subscribers, count)
  // Until the api's memory has its usual size: what it keeps for its garbage grows for a while.
  for (let time = 0; time < WARM_UP_PHASES; time++) await measure()
  const phases: Record<'without' | 'beside', Phase[]> = { without: [], beside: [] }
  for (let round = 0; round < rounds; round++) {
    // Whoever is first in one round is second in the next: what a growing heap costs is shared.
    for (const kind of round % 2 === 0 ? (['without', 'beside'] as const) : (['beside', 'without'] as const)) {
      using _silent = kind === 'beside' ? await subscribeSilently(service.api.address, documentId) : null
      phases[kind].push(await measure())
      tell(`${kind} silent subscribers: ${megabytes(phases[kind].slice(-1))} MB at most`)
    }
  }
  const [without, beside] = [megabytes(phases.without), megabytes(phases.beside)]
  const p50 = compare(phases, 0.5)
  return {
    silentSubscriberMegabytes: withFloor(beside - without, FLOOR_MEGABYTES, {
      withoutMegabytes: phases.without.map((phase) => rounded(phase.megabytes)),
      besideMegabytes: phases.beside.map((phase) => rounded(phase.megabytes)),
      unreadMegabytes: rounded((count * BYTES) / 1e6),
    }),
    latencyRatioBesideSilent: {
      figure: rounded(p50.beside / p50.without),
      p50Ms: p50,
      p99Ms: compare(phases, 0.99),
    },
  }
}

const megabytes = (phases: Phase[]): number =>
  rounded(
    percentile(
      phases.map((phase) => phase.megabytes),
      0.5,
    ),
  )

function compare({ without, beside }: Record<'without' | 'beside', Phase[]>, share: number) {
  const of = (phases: Phase[]) =>
    rounded(
      percentile(
        phases.flatMap(({ times }) => times),
        share,
      ),
    )
  return { without: of(without), beside: of(beside) }
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
