// Search by meaning: the passages whose vectors are nearest to the query's, by cosine.
import { toSql } from 'pgvector'

import { Prisma } from '../../prisma/generated/client/client.ts'
import type { Database } from '../../core/database.ts'
import type { Embedder } from '../../core/embedder.ts'
import { modelCondition, vectorOf } from '../../core/vector-index.ts'
import type { RankedChunk, SearchScope } from './search-chunks.ts'
import { scopeCondition } from './scope.ts'

/** Candidates that the HNSW index looks at; more is slower and misses less. */
const EF_SEARCH = 100

type Model = Pick<Embedder, 'model' | 'dimensions'>

/** The `depth` best; the score is the cosine similarity. */
export function searchSemantic(
  database: Database,
  vector: Float32Array,
  model: Model,
  scope: SearchScope,
  depth: number,
): Promise<RankedChunk[]> {
  const nearest = nearestQuery(vector, model, scope, depth)
  if (database.embedded) return database.prisma.$queryRaw<RankedChunk[]>(nearest)
  return database.transaction(async (transaction) => {
    // The index is scanned on until the filter has let enough through; without this a filter that leaves 1 % starves it.
    await transaction.$executeRaw`
      select set_config('hnsw.iterative_scan', 'relaxed_order', true),
        set_config('hnsw.ef_search', ${String(EF_SEARCH)}, true)`
    return transaction.$queryRaw<RankedChunk[]>(nearest)
  })
}

// The inner query can use the model's index; it may give the nearest slightly out of order, which the outer one mends.
function nearestQuery(vector: Float32Array, model: Model, scope: SearchScope, depth: number): Prisma.Sql {
  const distance = Prisma.sql`${vectorOf(model)} <=> ${toSql([...vector])}::halfvec(${Prisma.raw(String(model.dimensions))})`
  return Prisma.sql`
    select "chunkId", "documentId", 1 - distance as score
    from (
      select c.id as "chunkId", c.document_id as "documentId", ${distance} as distance
      from chunks c
      where ${modelCondition(model)} and ${scopeCondition(scope)}
      order by ${distance}
      limit ${depth}
    ) nearest
    order by distance, "chunkId"`
}
