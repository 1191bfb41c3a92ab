// What the database says of documents being processed, for measurements: events with the time at which each was written.
import { setTimeout as wait } from 'node:timers/promises'
import type postgres from 'postgres'

/** `at`: milliseconds since 1970, by the database's clock, which is this machine's. */
export type DocumentEvent = { documentId: string; stage: string; at: number }

const ASK_EVERY_MS = 25

/** Resolves once all of the documents are done; throws where one failed. */
export async function waitUntilDone(sql: postgres.Sql, documentIds: readonly string[]): Promise<void> {
  for (;;) {
    const rows = await sql<{ status: string; error: string | null; count: number }[]>`
      select status, min(error) as error, count(*)::int as count
      from documents where id = any(${[...documentIds]}::uuid[]) group by status`
    const failed = rows.find(({ status }) => status === 'FAILED')
    if (failed) throw new Error(`${failed.count} documents failed: ${failed.error}`)
    if (rows.length === 1 && rows[0]!.status === 'COMPLETED') return
    await wait(ASK_EVERY_MS)
  }
}

/** In the order of each document's sequence. */
export async function readEvents(
  sql: postgres.Sql,
  documentIds: readonly string[],
): Promise<Map<string, DocumentEvent[]>> {
  const events = await sql<DocumentEvent[]>`
    select document_id as "documentId", stage::text as stage, extract(epoch from created_at)::float8 * 1000 as at
    from progress_events where document_id = any(${[...documentIds]}::uuid[]) order by document_id, sequence`
  return Map.groupBy(events, ({ documentId }) => documentId)
}

/** The steps that the stage of each queue begins with. */
const FIRST_STEPS = { extract: 'DOWNLOADING', chunk: 'CHUNKING', embed: 'EMBEDDING', store: 'STORING' }

/** The end of a stage, its commit included, as the worker logs it; the event that says so is written before that. */
export type StageEnd = { documentId: string; queue: string; at: number }

/** Milliseconds inside each stage of one document: from the event that begins it to the end of its last commit. */
export function stageDurations(events: readonly DocumentEvent[], ends: readonly StageEnd[]): Record<string, number> {
  const durations = Object.entries(FIRST_STEPS).map(([queue, step]) => {
    const begin = events.find(({ stage }) => stage === step)!
    return [queue, endOf(ends, begin.documentId, queue) - begin.at]
  })
  return Object.fromEntries(durations) as Record<string, number>
}

export function endOf(ends: readonly StageEnd[], documentId: string, queue: string): number {
  const end = ends.find((candidate) => candidate.documentId === documentId && candidate.queue === queue)
  if (!end) throw new Error(`the worker did not log the end of the stage ${queue}`)
  return end.at
}
