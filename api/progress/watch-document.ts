// A subscription to one document: every event after the cursor, then each new one, to the end.
import type { ProgressEvent } from '../../prisma/generated/client/client.ts'
import type { DocumentFeed } from './document-feed.ts'
import { stoppable } from './stoppable.ts'

/** `after`: the last sequence the client has seen; null: begin with the latest event. */
export function watchDocument(
  feed: DocumentFeed,
  documentId: string,
  after: number | null,
): AsyncIterableIterator<ProgressEvent> {
  return stoppable(async function* (signal) {
    const watch = await feed.watch(documentId)
    try {
      let cursor = after ?? Math.max(0, watch.last - 1)
      while (!signal.aborted) {
        const events = await watch.eventsAfter(cursor)
        for (const event of events) {
          yield event.sequence > cursor + 1 ? afterPruned(event) : event
          cursor = event.sequence
        }
        // The newest event is kept as long as its document: where nothing is left to read, the document is gone.
        if (cursor < watch.last && events.length === 0) return
        if (cursor < watch.last) continue
        if (watch.final) return
        await watch.moved(cursor, signal)
      }
    } finally {
      watch.close()
    }
  })
}

/** The oldest event that is kept, for whoever asked for those before it too. */
function afterPruned(event: ProgressEvent): ProgressEvent {
  return { ...event, details: { ...(event.details as object), truncated: true } }
}
