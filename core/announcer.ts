// Tells the other processes that something moved: which documents have new events, and that a queue has a new job.
// A notification is only a hint: whoever misses it finds the truth in the tables a little later.
//
// NOTIFY goes out on a connection of its own and never inside a stage's transaction: there it would hold a lock of the
// whole cluster from before the commit until after its fsync (measured: 11 k commits/s fall to 2-3.5 k).
import type { Database } from './database.ts'
import type { Log } from './log.ts'
import { reached } from './steps.ts'

/** Payload: a JSON array of document ids. */
export const PROGRESS_CHANNEL = 'docmill_progress'
/** Payload: empty. */
export const QUEUE_CHANNEL = 'docmill_queue'

/** The first change goes out at once, whatever follows within this time goes out together. */
const COALESCE_MS = 50
/** A payload is at most 7,999 bytes; an id in JSON takes 39. */
const IDS_PER_PAYLOAD = 200

export interface Announcer {
  /** The document has a new event (or is gone). Call it after the commit. */
  documentMoved(documentId: string): void
  /** A queue has a new job. Call it after the commit. */
  jobEnqueued(): void
  /** Sends what is still waiting, then stops. */
  close(): Promise<void>
}

export function createAnnouncer(database: Database, log: Log): Announcer {
  const moved = new Set<string>()
  let enqueued = false
  let timer: NodeJS.Timeout | null = null
  let sending: Promise<void> = Promise.resolve()

  const send = () => {
    const ids = [...moved]
    const wake = enqueued
    moved.clear()
    enqueued = false
    sending = sending
      .then(() => notifyAll(ids, wake))
      .catch((error: unknown) => {
        log.warn({ err: error }, 'could not announce progress; readers find it by themselves within seconds')
      })
  }

  const notifyAll = async (ids: string[], wake: boolean) => {
    reached('notifying')
    if (wake) await database.notify(QUEUE_CHANNEL, '')
    for (let start = 0; start < ids.length; start += IDS_PER_PAYLOAD) {
      await database.notify(PROGRESS_CHANNEL, JSON.stringify(ids.slice(start, start + IDS_PER_PAYLOAD)))
    }
    reached('notified')
  }

  const schedule = () => {
    if (timer) return
    send()
    timer = setTimeout(() => {
      timer = null
      if (moved.size > 0 || enqueued) schedule()
    }, COALESCE_MS)
  }

  return {
    documentMoved(documentId) {
      moved.add(documentId)
      schedule()
    },
    jobEnqueued() {
      enqueued = true
      schedule()
    },
    async close() {
      if (timer) clearTimeout(timer)
      send()
      await sending
    },
  }
}
