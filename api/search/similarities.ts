// How near the vectors of given passages are to one of a question, by cosine.
import type { Database } from '../../core/database.ts'
import type { Embedder } from '../../core/embedder.ts'
import { modelCondition } from '../../core/vector-index.ts'
import { distance } from './semantic.ts'

/** By chunk id; passages whose vector is of another model, or has other dimensions, are left out. */
export async function similarities(
  { prisma }: Database,
  vector: Float32Array,
  space: Pick<Embedder, 'model' | 'dimensions'>,
  ownerId: string,
  chunks: readonly { chunkId: string }[],
): Promise<Map<string, number>> {
  // A CASE keeps vectors of other dimensions from being compared, which would be an error.
  const rows = await prisma.$queryRaw<{ id: string; similarity: number }[]>`
    select c.id, case when ${modelCondition(space)} then 1 - (${distance(vector, space)}) end as similarity
    from chunks c
    where c.owner_id = ${ownerId}::uuid and ${modelCondition(space)}
      and c.id = any(${chunks.map(({ chunkId }) => chunkId)}::uuid[])`
  return new Map(rows.map(({ id, similarity }) => [id, similarity]))
}
