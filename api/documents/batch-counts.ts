// How far a batch is, counted in the database. Several fields of one batch share one count.
import type { Batch } from '../../prisma/generated/client/client.ts'
import type { Services } from '../../core/services.ts'

/** `progress`: 0 to 1, the mean over the documents' latest jobs. */
export type BatchCounts = { total: number; completed: number; failed: number; cancelled: number; progress: number }

const counted = new WeakMap<object, Promise<BatchCounts>>()

export function batchCounts(
  { database }: Pick<Services, 'database'>,
  batch: Pick<Batch, 'id' | 'ownerId'>,
): Promise<BatchCounts> {
  const known = counted.get(batch)
  if (known) return known
  const counts = count(database, batch)
  counted.set(batch, counts)
  return counts
}

async function count(
  database: Services['database'],
  { id, ownerId }: Pick<Batch, 'id' | 'ownerId'>,
): Promise<BatchCounts> {
  const [counts] = await database.prisma.$queryRaw<BatchCounts[]>`
    select count(*)::int as total,
      count(*) filter (where d.status = 'COMPLETED')::int as completed,
      count(*) filter (where d.status = 'FAILED')::int as failed,
      count(*) filter (where d.status = 'CANCELLED')::int as cancelled,
      coalesce(avg(j.progress), 0)::double precision as progress
    from batch_documents b
    join documents d on d.id = b.document_id and d.owner_id = b.owner_id
    left join lateral (
      select progress from jobs where document_id = d.id order by created_at desc, id desc limit 1
    ) j on true
    where b.batch_id = ${id}::uuid and b.owner_id = ${ownerId}::uuid`
  return counts!
}
