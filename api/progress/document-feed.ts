// Keeps the newest events of every watched document in memory, read in one query for all of them per notification,
// however many watch. A watcher is only a cursor: it takes from here what is new, and older events from the table. So
// nobody's slowness costs memory, and nobody misses an event.
import type { ProgressEvent } from '../../prisma/generated/client/client.ts'
import type { Database } from '../../core/database.ts'
import type { Log } from '../../core/log.ts'
import { documentStates, EVENTS_PER_WAKE_UP, eventsAfter, newEvents } from './read-events.ts'
import type { ProgressListener } from './listener.ts'

/** A watcher further behind than this reads from the table. */
const EVENTS_KEPT = 256

export interface DocumentWatch {
  /** The sequence of the newest event. */
  readonly last: number
  /** The document's latest job is final and `last` is its final event; or the document is gone. */
  readonly final: boolean
  /** Events with sequence > after, in order, at most a few hundred at once. */
  eventsAfter(after: number): Promise<ProgressEvent[]>
  /** Resolves once there is more than `after`, or nothing more can come, or the signal aborts. */
  moved(after: number, signal: AbortSignal): Promise<void>
  close(): void
}

export interface DocumentFeed {
  watch(documentId: string): Promise<DocumentWatch>
  /** How many documents are watched now. */
  readonly watched: number
  /** Those of them that are not final. */
  unfinished(): string[]
}

/** What is kept of one watched document. `recent` ends with `last`. */
type Watched = {
  last: number
  final: boolean
  recent: ProgressEvent[]
  watchers: number
  waiting: Set<() => void>
  loaded: Promise<void>
}

export function createDocumentFeed(database: Database, listener: ProgressListener, log: Log): DocumentFeed {
  const watched = new Map<string, Watched>()
  let pending: Set<string> | null = null

  // Notifications that come while a read is under way are read together after it.
  const refresh = async (ids: Iterable<string>) => {
    const relevant = [...ids].filter((id) => watched.has(id))
    if (relevant.length === 0) return
    if (pending) {
      for (const id of relevant) pending.add(id)
      return
    }
    pending = new Set(relevant)
    try {
      while (pending.size > 0) {
        const batch = [...pending]
        pending.clear()
        for (const id of await readNew(database, watched, batch)) pending.add(id)
      }
    } finally {
      pending = null
    }
  }

  listener.onMoved((ids) => {
    refresh(ids ?? [...watched.keys()]).catch((error: unknown) =>
      log.warn({ err: error }, 'could not read progress; it is tried again'),
    )
  })

  return {
    get watched() {
      return watched.size
    },
    unfinished() {
      return [...watched].filter(([, { final }]) => !final).map(([id]) => id)
    },
    async watch(documentId) {
      let entry = watched.get(documentId)
      if (!entry) {
        entry = { last: 0, final: false, recent: [], watchers: 0, waiting: new Set(), loaded: Promise.resolve() }
        watched.set(documentId, entry)
        // Registered first: what happens from now on is noticed, whatever this read still misses.
        entry.loaded = readState(database, entry, documentId)
      }
      entry.watchers++
      const known = entry
      const close = () => {
        known.watchers--
        if (known.watchers === 0 && watched.get(documentId) === known) watched.delete(documentId)
      }
      try {
        await known.loaded
        // It may have moved since the last notification: a new watcher must not take what was final for final.
        if (known.watchers > 1) await readNew(database, watched, [documentId])
      } catch (error) {
        close()
        throw error
      }
      return watchOver(database, documentId, known, close)
    },
  }
}

function watchOver(database: Database, documentId: string, watched: Watched, close: () => void): DocumentWatch {
  return {
    get last() {
      return watched.last
    },
    get final() {
      return watched.final
    },
    async eventsAfter(after) {
      if (after >= watched.last) return []
      const first = watched.recent[0]?.sequence ?? Infinity
      if (after + 1 >= first) return watched.recent.slice(after + 1 - first)
      return eventsAfter(database, documentId, after)
    },
    moved(after, signal) {
      if (watched.last > after || watched.final || signal.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const wake = () => {
          watched.waiting.delete(wake)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        watched.waiting.add(wake)
        signal.addEventListener('abort', wake)
      })
    },
    close,
  }
}

async function readState(database: Database, watched: Watched, documentId: string): Promise<void> {
  const [state] = await documentStates(database, [documentId])
  if (!state) watched.final = true
  else if (state.sequence > watched.last) {
    watched.last = state.sequence
    watched.final = state.final
    watched.recent = []
  }
}

/** Gives the documents that may have more: those of a read that was cut off. */
async function readNew(database: Database, watched: Map<string, Watched>, ids: string[]): Promise<string[]> {
  const cursors = ids.flatMap((id) => {
    const entry = watched.get(id)
    return entry ? [{ documentId: id, after: entry.last }] : []
  })
  const events = await newEvents(database, cursors)
  for (const event of events) {
    const entry = watched.get(event.documentId)
    if (!entry || event.sequence <= entry.last) continue
    // The table gives them in order.
    entry.recent.push(event)
    if (entry.recent.length > EVENTS_KEPT) entry.recent.shift()
    entry.last = event.sequence
    entry.final = event.stage === 'COMPLETED' || event.stage === 'FAILED' || event.stage === 'CANCELLED'
    wake(entry)
  }
  await noticeDeleted(
    database,
    watched,
    cursors.map(({ documentId }) => documentId),
    events,
  )
  return events.length < EVENTS_PER_WAKE_UP ? [] : ids
}

// A document without news was perhaps deleted: its watchers must not wait for ever.
async function noticeDeleted(
  database: Database,
  watched: Map<string, Watched>,
  ids: string[],
  events: ProgressEvent[],
): Promise<void> {
  const moved = new Set(events.map((event) => event.documentId))
  const silent = ids.filter((id) => !moved.has(id))
  if (silent.length === 0) return
  const living = new Set((await documentStates(database, silent)).map(({ documentId }) => documentId))
  for (const id of silent) {
    const entry = watched.get(id)
    if (!entry || living.has(id)) continue
    entry.final = true
    wake(entry)
  }
}

function wake({ waiting }: Watched): void {
  for (const resume of waiting) resume()
}
