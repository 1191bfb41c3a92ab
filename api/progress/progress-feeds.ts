// The parts of one api process that bring progress to its subscribers.
import type { Database } from '../../core/database.ts'
import type { Log } from '../../core/log.ts'
import { createDocumentFeed, type DocumentFeed } from './document-feed.ts'
import { createProgressListener, type ProgressListener } from './listener.ts'

export type ProgressFeeds = { listener: ProgressListener; documents: DocumentFeed }

export async function openProgressFeeds(database: Database, log: Log): Promise<ProgressFeeds> {
  const listener = await createProgressListener(database, log)
  return { listener, documents: createDocumentFeed(database, listener, log) }
}
