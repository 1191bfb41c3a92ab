// A subscription to all of an owner's documents: what happens once this has given the subscription. A few times a second
// at most it tells of each document that moved the newest event, and every final one: who wants each event of a document
// watches that document.
import type { ProgressEvent } from '../../prisma/generated/client/client.ts'
import type { OwnerFeed } from './owner-feed.ts'
import { stoppable } from './stoppable.ts'

export async function watchOwner(feed: OwnerFeed, ownerId: string): Promise<AsyncIterableIterator<ProgressEvent>> {
  const controller = new AbortController()
  const watch = await feed.watch(ownerId)
  controller.signal.addEventListener('abort', () => watch.close())
  return stoppable(async function* (signal) {
    try {
      while (!signal.aborted) yield* await watch.next(signal)
    } finally {
      watch.close()
    }
  }, controller)
}
