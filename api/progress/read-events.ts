// The statements that read progress events.
import type { ProgressEvent } from '../../prisma/generated/client/client.ts'
import type { Database } from '../../core/database.ts'

/** At most as many events as one read gives; what follows is read next. */
const EVENTS_PER_READ = 100
export const EVENTS_PER_WAKE_UP = 5_000

export type DocumentState = { documentId: string; sequence: number; final: boolean }
export type Cursor = { documentId: string; after: number }

/** Events with sequence > after of one document, in order. */
export function eventsAfter(database: Database, documentId: string, after: number): Promise<ProgressEvent[]> {
  return database.prisma.progressEvent.findMany({
    where: { documentId, sequence: { gt: after } },
    orderBy: { sequence: 'asc' },
    take: EVENTS_PER_READ,
  })
}

/** New events of many documents, each after a cursor of its own; in order per document. */
export function newEvents(database: Database, cursors: Cursor[]): Promise<ProgressEvent[]> {
  return database.prisma.$queryRaw<ProgressEvent[]>`
    select e.document_id as "documentId", e.sequence, e.owner_id as "ownerId", e.job_id as "jobId", e.stage::text as stage,
      e.progress, e.message, e.details, e.error, e.created_at as "createdAt"
    from unnest(${cursors.map(({ documentId }) => documentId)}::uuid[], ${cursors.map(({ after }) => after)}::int[])
      as cursor (document_id, after)
    join progress_events e on e.document_id = cursor.document_id and e.sequence > cursor.after
    order by e.document_id, e.sequence
    limit ${EVENTS_PER_WAKE_UP}`
}

/** Those of the documents that exist. */
export function documentStates(database: Database, documentIds: string[]): Promise<DocumentState[]> {
  return database.prisma.$queryRaw<DocumentState[]>`
    select id as "documentId", sequence, status in ('COMPLETED', 'FAILED', 'CANCELLED') as final
    from documents
    where id = any(${documentIds}::uuid[])`
}

/**
 * Of those of the documents that are this owner's, each after a cursor of its own: the newest event, and the end of every
 * run that has ended since. In order for each document.
 */
export function newsOfOwner(database: Database, ownerId: string, cursors: Cursor[]): Promise<ProgressEvent[]> {
  return database.prisma.$queryRaw<ProgressEvent[]>`
    select e.document_id as "documentId", e.sequence, e.owner_id as "ownerId", e.job_id as "jobId", e.stage::text as stage,
      e.progress, e.message, e.details, e.error, e.created_at as "createdAt"
    from unnest(${cursors.map(({ documentId }) => documentId)}::uuid[], ${cursors.map(({ after }) => after)}::int[])
      as cursor (document_id, after)
    join documents d on d.id = cursor.document_id and d.owner_id = ${ownerId}::uuid
    join progress_events e on e.document_id = d.id and e.sequence > cursor.after
      and (e.sequence = d.sequence or e.stage in ('COMPLETED', 'FAILED', 'CANCELLED'))
    order by e.document_id, e.sequence`
}

/** The owner's documents that changed since then, or all, with the sequence of their newest event; and when they were looked at. */
export async function ownerSequences(
  database: Database,
  ownerId: string,
  since: Date | null,
): Promise<{ at: Date; states: { documentId: string; sequence: number }[] }> {
  // Before, so that what is committed meanwhile counts as later.
  const [now] = await database.prisma.$queryRaw<{ at: Date }[]>`select clock_timestamp() as at`
  const states = await database.prisma.document.findMany({
    where: { ownerId, ...(since && { updatedAt: { gt: since } }) },
    select: { id: true, sequence: true },
  })
  return { at: now!.at, states: states.map(({ id, sequence }) => ({ documentId: id, sequence })) }
}
