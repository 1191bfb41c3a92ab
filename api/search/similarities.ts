// How near the vectors of given passages are to one of a question, by cosine.
import { toSql } from 'pgvector'

import type { Database } from '../../core/database.ts'
import type { Embedder } from '../../core/embedder.ts'

/** By chunk id; passages whose vector is of another model, or has other dimensions, are left out. */
export async function similarities(
  { prisma }: Database,
  vector: Float32Array,
  { model, dimensions }: Pick<Embedder, 'model' | 'dimensions'>,
  ownerId: string,
  chunks: readonly { chunkId: string }[],
): Promise<Map<string, number>> {
  // A CASE keeps vectors of other dimensions from being compared, which would be an error.
  const rows = await prisma.$queryRaw<{ id: string; similarity: number }[]>`
    select id, case when model = ${model} and vector_dims(embedding) = ${dimensions} then 1 - (embedding <=> ${toSql([...vector])}::halfvec) end as similarity
    from chunks
    where owner_id = ${ownerId}::uuid and model = ${model} and vector_dims(embedding) = ${dimensions} and id = any(${chunks.map(({ chunkId }) => chunkId)}::uuid[])`
  return new Map(rows.map(({ id, similarity }) => [id, similarity]))
}
