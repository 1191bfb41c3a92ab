// Removes the events of finished documents that are older than anybody replays. A document's newest event stays, so
// that whoever asks is told how it stands.
import { setImmediate as nextTurn } from 'node:timers/promises'

import type { Services } from '../core/services.ts'

const EVERY_MS = 3_600_000
/** Each statement is short: on PGlite everybody waits for it, and on PostgreSQL the documents' next events do. */
const DOCUMENTS_AT_ONCE = 50
const EVENTS_AT_ONCE = 100

type Pruning = Pick<Services, 'database' | 'log'>

/** Gives how many events it removed. The signal ends it early. */
export async function pruneEvents({ database }: Pruning, olderThanDays: number, signal?: AbortSignal): Promise<number> {
  let removed = 0
  while (!signal?.aborted) {
    const { documents, events } = await pruneSome(database, olderThanDays)
    removed += events
    if (documents === 0) break
    // PGlite answers without a turn of the event loop.
    await nextTurn()
  }
  return removed
}

/** Calls `pruneEvents` now and every hour, until the function it gives is called. */
export function pruneRegularly(services: Pruning, olderThanDays: number): () => Promise<void> {
  const stopping = new AbortController()
  let running = Promise.resolve()
  const run = async () => {
    try {
      const removed = await pruneEvents(services, olderThanDays, stopping.signal)
      if (removed > 0) services.log.info({ removed, olderThanDays }, 'removed old events')
    } catch (error) {
      services.log.warn({ err: error }, 'could not remove old events; it is tried again')
    }
  }
  const runNext = () => void (running = running.then(run))
  runNext()
  const timer = setInterval(runNext, EVERY_MS)
  return async () => {
    clearInterval(timer)
    stopping.abort()
    await running
  }
}

/**
 * From the first kept event on, up to one that is not old, the newest, or as many as are removed at once. The
 * document's lock comes first, as everywhere; documents that move are left to the next time.
 */
async function pruneSome(
  database: Services['database'],
  olderThanDays: number,
): Promise<{ documents: number; events: number }> {
  const rows = await database.prisma.$queryRaw<{ documents: number; events: number }[]>`
    with horizon as (
      select now() - make_interval(days => ${olderThanDays}::int) as time
    ), old as (
      select id, first_sequence, sequence from documents
      where events_since < (select time from horizon) and status in ('COMPLETED', 'FAILED', 'CANCELLED')
      order by events_since
      limit ${DOCUMENTS_AT_ONCE}
      for no key update skip locked
    ), cut as (
      select id, sequence, least(sequence, first_sequence + ${EVENTS_AT_ONCE}::int, (
        select min(e.sequence) from progress_events e
        where e.document_id = old.id and e.created_at >= (select time from horizon)
          and e.sequence < old.first_sequence + ${EVENTS_AT_ONCE}::int
      )) as first_sequence
      from old
    ), moved as (
      update documents d
      set first_sequence = cut.first_sequence, events_since = case when cut.first_sequence < cut.sequence then (
        select created_at from progress_events where document_id = cut.id and sequence = cut.first_sequence) end
      from cut where d.id = cut.id
      returning d.id
    ), removed as (
      delete from progress_events e using cut
      where e.document_id = cut.id and e.sequence < cut.first_sequence
      returning e.sequence
    )
    select (select count(*)::int from moved) as documents, (select count(*)::int from removed) as events`
  return rows[0]!
}
