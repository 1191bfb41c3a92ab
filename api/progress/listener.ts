// Hears which documents moved, on one LISTEN connection for the whole process, and tells the feeds.
//
// A notification is a hint. What was missed, because the connection was down or the announcer died between its commit
// and its NOTIFY, is found by looking again: whenever listening starts anew and every few seconds.
import { PROGRESS_CHANNEL } from '../../core/announcer.ts'
import type { Database } from '../../core/database.ts'
import type { Log } from '../../core/log.ts'

const LOOK_AGAIN_MS = 3_000

/** `ids`: the documents that moved; null: any may have. */
export type MovedListener = (ids: readonly string[] | null) => void

export interface ProgressListener {
  /** Gives the function that stops it. */
  onMoved(listener: MovedListener): () => void
  close(): Promise<void>
}

/** `lookAgainMs`: how often all listeners are told that anything may have moved. */
export async function createProgressListener(
  database: Database,
  log: Log,
  lookAgainMs = LOOK_AGAIN_MS,
): Promise<ProgressListener> {
  const listeners = new Set<MovedListener>()
  const tell: MovedListener = (ids) => {
    for (const listener of listeners) listener(ids)
  }
  const unlisten = await database.listen(
    PROGRESS_CHANNEL,
    (payload) => tell(parse(payload, log)),
    () => tell(null),
  )
  const timer = setInterval(() => tell(null), lookAgainMs)
  return {
    onMoved(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      clearInterval(timer)
      await unlisten()
    },
  }
}

function parse(payload: string, log: Log): string[] | null {
  try {
    return JSON.parse(payload) as string[]
  } catch (error) {
    log.warn({ err: error }, 'a notification of progress could not be read')
    return null
  }
}
