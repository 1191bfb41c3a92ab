// A subscription to a batch: as it stands, then after each change, a few times a second at most, to the end.
import type { Batch } from '../../prisma/generated/client/client.ts'
import type { BatchCounts } from '../documents/batch-counts.ts'
import type { BatchFeed, BatchState } from './batch-feed.ts'
import { stoppable } from './stoppable.ts'

export function watchBatch(feed: BatchFeed, batch: Batch): AsyncIterableIterator<Batch> {
  return stoppable(async function* (signal) {
    const watch = await feed.watch(batch)
    try {
      let last: BatchState | null = null
      while (!signal.aborted) {
        last = await watch.next(last, signal)
        if (signal.aborted) return
        yield last.batch
        if (isFinal(last.counts)) return
      }
    } finally {
      watch.close()
    }
  })
}

function isFinal({ total, completed, failed, cancelled }: BatchCounts): boolean {
  return completed + failed + cancelled === total
}
