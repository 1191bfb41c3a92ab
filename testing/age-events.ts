// Makes what was written just now old.
import type { Services } from '../core/services.ts'

/** All events of the document up to `last` become older by `days`. */
export async function ageEvents(
  { database }: Pick<Services, 'database'>,
  documentId: string,
  days: number,
  last = 2 ** 31 - 1,
): Promise<void> {
  await database.transaction(async (transaction) => {
    // Nobody may change an event.
    await transaction.$executeRaw`set local session_replication_role = replica`
    await transaction.$executeRaw`
      update progress_events set created_at = created_at - make_interval(days => ${days}::int)
      where document_id = ${documentId}::uuid and sequence <= ${last}::int`
    await transaction.$executeRaw`
      update documents set events_since = events_since - make_interval(days => ${days}::int),
        updated_at = updated_at - make_interval(days => ${days}::int)
      where id = ${documentId}::uuid`
  })
}
