// The statements that read progress events.
import type { ProgressEvent } from '../../prisma/generated/client/client.ts'
import type { Database } from '../../core/database.ts'

/** At most as many events as one read gives; what follows is read next. */
const EVENTS_PER_READ = 500
const EVENTS_PER_WAKE_UP = 5_000

export type DocumentState = { documentId: string; sequence: number; final: boolean }

/** Events with sequence > after of one document, in order. */
export function eventsAfter(database: Database, documentId: string, after: number): Promise<ProgressEvent[]> {
  return database.prisma.progressEvent.findMany({
    where: { documentId, sequence: { gt: after } },
    orderBy: { sequence: 'asc' },
    take: EVENTS_PER_READ,
  })
}

/** New events of many documents, each after a cursor of its own; in order per document. */
export function newEvents(
  database: Database,
  cursors: { documentId: string; after: number }[],
): Promise<ProgressEvent[]> {
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

/** The owner's documents with the sequence of their newest event, and whether they changed in the last `seconds`. */
export function ownerSequences(
  database: Database,
  ownerId: string,
  changedWithinSeconds: number | null,
): Promise<DocumentState[]> {
  return database.prisma.$queryRaw<DocumentState[]>`
    select id as "documentId", sequence, status in ('COMPLETED', 'FAILED', 'CANCELLED') as final
    from documents
    where owner_id = ${ownerId}::uuid
      and (${changedWithinSeconds}::int is null or updated_at > now() - make_interval(secs => ${changedWithinSeconds}::int))`
}

/** Those of the documents that are this owner's. */
export async function ownedBy(database: Database, ownerId: string, documentIds: readonly string[]): Promise<string[]> {
  const rows = await database.prisma.document.findMany({
    where: { ownerId, id: { in: [...documentIds] } },
    select: { id: true },
  })
  return rows.map(({ id }) => id)
}
