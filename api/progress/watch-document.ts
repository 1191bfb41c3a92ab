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
        for (const event of await watch.eventsAfter(cursor)) {
          yield event
          cursor = event.sequence
        }
        if (cursor < watch.last) continue
        if (watch.final) return
        await watch.moved(cursor, signal)
      }
    } finally {
      watch.close()
    }
  })
}
