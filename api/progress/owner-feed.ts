// What is new of an owner's documents, read in one query per wake-up for all who subscribe to `progress`, at most five
// times a second. Who keeps up is handed what was read; who does not is left a set of documents with a cursor each, and
// reads for itself when it comes back. So nobody's slowness costs more than that, and nobody misses an end.
import type { ProgressEvent } from '../../prisma/generated/client/client.ts'
import type { Database } from '../../core/database.ts'
import type { Log } from '../../core/log.ts'
import { atMostEvery } from './at-most-every.ts'
import type { ProgressListener } from './listener.ts'
import { newsOfOwner, ownerSequences } from './read-events.ts'

const LEAST_INTERVAL_MS = 200
/** When a notification may have been missed: who commits writes the time shortly before. */
const LOOK_BACK_SECONDS = 60
/** How many documents a subscriber that fell behind reads at once. */
const DOCUMENTS_PER_READ = 500

export interface OwnerWatch {
  /** The newest event of each document that moved since the last call, and every final one; waits for the first. */
  next(signal: AbortSignal): Promise<ProgressEvent[]>
  close(): void
}

export interface OwnerFeed {
  watch(ownerId: string): Promise<OwnerWatch>
  /** How many watch now. */
  readonly watchers: number
}

type Watcher = {
  /** Which documents have news for it, and after which sequence. */
  pending: Map<string, number>
  /** The news themselves, where nothing was pending before them. */
  fresh: ProgressEvent[] | null
  /** How far it has read for itself where that was further than the feed. */
  ahead: Map<string, number>
  wake: () => void
}

type Watched = {
  ownerId: string
  /** The newest sequence of each document. */
  cursors: Map<string, number>
  watchers: Set<Watcher>
  loaded: Promise<void>
  moved: Set<string>
  /** Since when any document may have moved unheard; null: all moves were heard. */
  lookSince: Date | null
  lookedAt: Date
  refresh: () => void
}

export function createOwnerFeed(database: Database, listener: ProgressListener, log: Log): OwnerFeed {
  const watched = new Map<string, Watched>()

  listener.onMoved((ids) => {
    for (const entry of watched.values()) {
      if (ids === null) entry.lookSince ??= entry.lookedAt
      else for (const id of ids) entry.moved.add(id)
      entry.refresh()
    }
  })

  const open = (ownerId: string): Watched => {
    const entry: Watched = {
      ownerId,
      cursors: new Map(),
      watchers: new Set(),
      loaded: Promise.resolve(),
      moved: new Set(),
      lookSince: null,
      lookedAt: new Date(0),
      refresh: () => {},
    }
    entry.refresh = atMostEvery(LEAST_INTERVAL_MS, async () => {
      await entry.loaded
      await readNews(database, entry).catch((error: unknown) =>
        log.warn({ err: error }, 'could not read progress; it is tried again'),
      )
    })
    return entry
  }

  return {
    get watchers() {
      return [...watched.values()].reduce((sum, { watchers }) => sum + watchers.size, 0)
    },
    async watch(ownerId) {
      let entry = watched.get(ownerId)
      if (!entry) {
        entry = open(ownerId)
        watched.set(ownerId, entry)
        // Registered first: what happens from now on is noticed, whatever this read still misses.
        entry.loaded = readSequences(database, entry)
      }
      const known = entry
      const watcher: Watcher = { pending: new Map(), fresh: null, ahead: new Map(), wake: () => {} }
      known.watchers.add(watcher)
      const close = () => {
        known.watchers.delete(watcher)
        if (known.watchers.size === 0 && watched.get(ownerId) === known) watched.delete(ownerId)
      }
      await known.loaded.catch((error: unknown) => {
        close()
        throw error
      })
      return { next: (signal) => nextNews(database, known, watcher, signal), close }
    },
  }
}

async function readSequences(database: Database, entry: Watched): Promise<void> {
  const { at, states } = await ownerSequences(database, entry.ownerId, null)
  for (const { documentId, sequence } of states) entry.cursors.set(documentId, sequence)
  entry.lookedAt = at
}

async function readNews(database: Database, entry: Watched): Promise<void> {
  const { moved, lookSince } = entry
  entry.moved = new Set()
  entry.lookSince = null
  try {
    if (lookSince) {
      const since = new Date(lookSince.getTime() - LOOK_BACK_SECONDS * 1_000)
      const { at, states } = await ownerSequences(database, entry.ownerId, since)
      for (const { documentId, sequence } of states)
        if (sequence > (entry.cursors.get(documentId) ?? 0)) moved.add(documentId)
      entry.lookedAt = at
    }
    const cursors = [...moved].map((documentId) => ({ documentId, after: entry.cursors.get(documentId) ?? 0 }))
    tell(entry, await newsOfOwner(database, entry.ownerId, cursors))
  } catch (error) {
    for (const id of moved) entry.moved.add(id)
    entry.lookSince ??= lookSince
    throw error
  }
}

function tell({ watchers, cursors }: Watched, events: ProgressEvent[]): void {
  for (const watcher of watchers) {
    const news = events.filter(({ documentId, sequence }) => sequence > (watcher.ahead.get(documentId) ?? 0))
    for (const { documentId } of events) watcher.ahead.delete(documentId)
    if (news.length === 0) continue
    watcher.fresh = watcher.pending.size === 0 ? news : null
    for (const { documentId } of news) {
      if (!watcher.pending.has(documentId)) watcher.pending.set(documentId, cursors.get(documentId) ?? 0)
    }
    watcher.wake()
  }
  for (const { documentId, sequence } of events) cursors.set(documentId, sequence)
}

async function nextNews(
  database: Database,
  { ownerId, cursors: known }: Watched,
  watcher: Watcher,
  signal: AbortSignal,
): Promise<ProgressEvent[]> {
  while (watcher.pending.size === 0 && !signal.aborted) await woken(watcher, signal)
  const { fresh } = watcher
  watcher.fresh = null
  if (fresh) {
    watcher.pending.clear()
    return fresh
  }
  const cursors = [...watcher.pending]
    .slice(0, DOCUMENTS_PER_READ)
    .map(([documentId, after]) => ({ documentId, after }))
  const events = await newsOfOwner(database, ownerId, cursors)
  const newest = new Map(events.map(({ documentId, sequence }) => [documentId, sequence]))
  for (const { documentId } of cursors) {
    const read = newest.get(documentId)
    const told = known.get(documentId) ?? 0
    watcher.pending.delete(documentId)
    // Without any event, the document is gone. What the feed read later than we did is pending still.
    if (read === undefined) continue
    if (told > read) watcher.pending.set(documentId, read)
    if (told < read) watcher.ahead.set(documentId, read)
  }
  return events
}

function woken(watcher: Watcher, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      signal.removeEventListener('abort', wake)
      resolve()
    }
    watcher.wake = wake
    signal.addEventListener('abort', wake)
  })
}
