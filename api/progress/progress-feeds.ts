// The parts of one api process that bring progress to its subscribers.
import type { Services } from '../../core/services.ts'
import { createBatchFeed, type BatchFeed } from './batch-feed.ts'
import { createDocumentFeed, type DocumentFeed } from './document-feed.ts'
import { createProgressListener, type ProgressListener } from './listener.ts'
import { createOwnerFeed, type OwnerFeed } from './owner-feed.ts'

export type ProgressFeeds = {
  listener: ProgressListener
  documents: DocumentFeed
  batches: BatchFeed
  owners: OwnerFeed
}

export async function openProgressFeeds(services: Pick<Services, 'database' | 'log'>): Promise<ProgressFeeds> {
  const { database, log } = services
  const listener = await createProgressListener(database, log)
  return {
    listener,
    documents: createDocumentFeed(database, listener, log),
    batches: createBatchFeed(services, listener),
    owners: createOwnerFeed(database, listener, log),
  }
}
