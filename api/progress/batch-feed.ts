// How far each watched batch is, counted once per wake-up for all who watch it, at most five times a second. A watcher
// takes the newest counts when it is ready for them: who is slow skips some, but never the last.
import type { Batch } from '../../prisma/generated/client/client.ts'
import type { Services } from '../../core/services.ts'
import { batchCounts, type BatchCounts } from '../documents/batch-counts.ts'
import { atMostEvery } from './at-most-every.ts'
import type { ProgressListener } from './listener.ts'

const LEAST_INTERVAL_MS = 200

/** `batch` is a new object at each change: its counts are remembered by it. */
export type BatchState = { batch: Batch; counts: BatchCounts }

export interface BatchWatch {
  /** The batch as it stands where that is not `last`; waits until it is not. */
  next(last: BatchState | null, signal: AbortSignal): Promise<BatchState>
  close(): void
}

export interface BatchFeed {
  watch(batch: Batch): Promise<BatchWatch>
  /** How many watch now. */
  readonly watchers: number
}

type Watched = {
  batch: Batch
  members: Set<string>
  state: BatchState | null
  watchers: number
  waiting: Set<() => void>
  loaded: Promise<void>
  refresh: () => void
}

export function createBatchFeed(
  { database, log }: Pick<Services, 'database' | 'log'>,
  listener: ProgressListener,
): BatchFeed {
  const watched = new Map<string, Watched>()

  listener.onMoved((ids) => {
    for (const entry of watched.values()) {
      if (ids === null || ids.some((id) => entry.members.has(id))) entry.refresh()
    }
  })

  const open = (batch: Batch): Watched => {
    const entry: Watched = {
      batch,
      members: new Set(),
      state: null,
      watchers: 0,
      waiting: new Set(),
      loaded: Promise.resolve(),
      refresh: atMostEvery(LEAST_INTERVAL_MS, async () => {
        await count(database, entry).catch((error: unknown) =>
          log.warn({ err: error }, 'could not count a batch; it is tried again'),
        )
      }),
    }
    return entry
  }

  return {
    get watchers() {
      return [...watched.values()].reduce((sum, { watchers }) => sum + watchers, 0)
    },
    async watch(batch) {
      let entry = watched.get(batch.id)
      if (!entry) {
        entry = open(batch)
        watched.set(batch.id, entry)
        entry.loaded = load(database, entry)
      }
      const known = entry
      known.watchers++
      let closed = false
      const close = () => {
        if (closed) return
        closed = true
        known.watchers--
        if (known.watchers === 0 && watched.get(batch.id) === known) watched.delete(batch.id)
      }
      await known.loaded.catch((error: unknown) => {
        close()
        throw error
      })
      // It may have moved since it was counted for another watcher.
      known.refresh()
      return { next: (last, signal) => nextState(known, last, signal), close }
    },
  }
}

async function load(database: Services['database'], entry: Watched): Promise<void> {
  const rows = await database.prisma.batchDocument.findMany({
    where: { batchId: entry.batch.id, ownerId: entry.batch.ownerId },
    select: { documentId: true },
  })
  entry.members = new Set(rows.map(({ documentId }) => documentId))
  await count(database, entry)
}

async function count(database: Services['database'], entry: Watched): Promise<void> {
  const batch = { ...entry.batch }
  const counts = await batchCounts({ database }, batch)
  if (JSON.stringify(counts) === JSON.stringify(entry.state?.counts)) return
  entry.state = { batch, counts }
  for (const wake of entry.waiting) wake()
}

async function nextState(entry: Watched, last: BatchState | null, signal: AbortSignal): Promise<BatchState> {
  while (entry.state === last && !signal.aborted) {
    await new Promise<void>((resolve) => {
      const wake = () => {
        entry.waiting.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      entry.waiting.add(wake)
      signal.addEventListener('abort', wake)
    })
  }
  return entry.state!
}
