// Where waiting documents stand in the line for a worker: reads it from pg-boss's table, and writes it as progress
// events. That is no move of a job, which only `job.ts` makes: the job stays where it is.
import type { Database } from './database.ts'
import { FINISH_FIRST } from './queue.ts'

/** `sequence`: of the document's newest event, with which this position was compared. */
export type QueuePosition = { documentId: string; jobId: string; sequence: number; ahead: number }

/** What is not told now is told a moment later, to those who are next first. */
const MOST_AT_ONCE = 100

/**
 * Of these documents, those that wait for a worker and whose position is news: it was not told yet, or is another by a
 * tenth at least. So far behind in a line of 10,000 a document is told it 70 times on its way up to the tenth place, and at every
 * step from there. Who has waited for less than a second hears nothing: most are taken at once.
 *
 * A worker of the same version takes the stages of FINISH_FIRST in that order, each in the order of pg-boss's fetch
 * (`priority desc, created_on` by its index, where the entries of one upload are equal and come as they lie in the table).
 * The whole line is ranked in one pass, 18 ms for 10,000 entries; where nobody waits, none of it is read.
 */
export function newPositions({ prisma }: Database, documentIds: string[]): Promise<QueuePosition[]> {
  return prisma.$queryRaw<QueuePosition[]>`
    with waiting as materialized (
      select d.id, j.id as job_id, d.sequence, (e.details ->> 'ahead')::int as told
      from documents d
      join jobs j on j.document_id = d.id and j.status = 'QUEUED'
      join progress_events e on e.document_id = d.id and e.sequence = d.sequence
      where d.id = any(${documentIds}::uuid[]) and e.created_at < now() - interval '1 second'
    ), line as (
      select singleton_key, (row_number() over (
        partition by split_part(name, '-v', 2)
        order by array_position(${FINISH_FIRST}::text[], split_part(name, '-v', 1)), priority desc, created_on, start_after, ctid
      ) - 1)::int as ahead
      from pgboss.job
      where split_part(name, '-v', 1) = any(${FINISH_FIRST}::text[]) and state in ('created', 'retry')
        and start_after <= now() and exists (select from waiting)
    )
    select waiting.id as "documentId", job_id as "jobId", sequence, ahead
    from waiting join line on singleton_key = waiting.id::text
    where told is null or abs(ahead - told) >= greatest(1, told / 10)
    order by ahead
    limit ${MOST_AT_ONCE}`
}

/**
 * Writes an event for each, and gives the documents that have one now. One whose newest event is no longer the one that
 * was seen is left out: somebody else told its position, or a worker took it. One that is locked at this moment, too.
 */
export async function tellPositions({ prisma }: Database, positions: QueuePosition[]): Promise<string[]> {
  const told = positions.map((position) => ({ ...position, message: messageOf(position) }))
  const rows = await prisma.$queryRaw<{ documentId: string }[]>`
    with seen as (
      select * from jsonb_to_recordset(${JSON.stringify(told)}::jsonb)
        as seen ("documentId" uuid, "jobId" uuid, sequence int, ahead int, message text)
    ), locked as materialized (
      select d.id from documents d join seen on d.id = seen."documentId" and d.sequence = seen.sequence
      for no key update of d skip locked
    ), shown as (
      update jobs j set message = seen.message
      from locked join seen on seen."documentId" = locked.id
      where j.id = seen."jobId" and j.status = 'QUEUED'
      returning j.id, j.owner_id, j.document_id, j.stage, j.progress, j.message, seen.ahead
    ), counted as (
      update documents d set sequence = d.sequence + 1, updated_at = now()
      from shown where d.id = shown.document_id
      returning d.id, d.sequence
    )
    insert into progress_events (document_id, sequence, owner_id, job_id, stage, progress, message, details)
    select document_id, sequence, owner_id, shown.id, stage, progress, message, jsonb_build_object('ahead', ahead)
    from shown join counted on counted.id = document_id
    returning document_id as "documentId"`
  return rows.map(({ documentId }) => documentId)
}

function messageOf({ ahead }: QueuePosition): string {
  return `Waiting for a worker: ${ahead === 0 ? 'next in line' : `${ahead.toLocaleString('en')} ahead of you`}`
}
