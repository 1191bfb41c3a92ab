// Search by meaning: the passages whose vectors are nearest to the query's, by cosine.
import { toSql } from 'pgvector'

import { Prisma } from '../../prisma/generated/client/client.ts'
import type { Database, Transaction } from '../../core/database.ts'
import type { Embedder } from '../../core/embedder.ts'
import { modelCondition, vectorOf } from '../../core/vector-index.ts'
import { limitCondition, type Limits } from './scope.ts'
import type { RankedChunk } from './search-chunks.ts'

/** Candidates that the HNSW index looks at before it asks whether they are enough; more is slower and misses less. */
const EF_SEARCH = 200
/** How far it goes on while the limits let too few through: pgvector's default of 20,000 starves a filter of 0.1 %. */
const MAX_SCAN_TUPLES = 100_000

/** Times work_mem (4 MB): going on so far takes 50 bytes and more for each. */
const SCAN_MEMORY = 8
/** Without it, recall@10 within a filter of 1 % of 20,000 passages was .945. */
const OVERFETCH = 3

type Space = Pick<Embedder, 'model' | 'dimensions'>

/**
 * The `depth` best; the score is the cosine similarity. `how`: `exact` compares every passage within the limits, which
 * is right always and quick where they are few; `index` finds nearly all of the nearest among any number.
 */
export function searchSemantic(
  database: Database,
  vector: Float32Array,
  space: Space,
  limits: Limits,
  depth: number,
  how: 'exact' | 'index',
): Promise<RankedChunk[]> {
  if (how === 'exact') return nearest(database.prisma, rank(vector, space, limits), depth)
  return database.transaction(async (transaction) => {
    // The index is scanned on until the limits have let enough through; without this a filter that leaves 1 % starves it.
    await transaction.$executeRaw`
      select set_config('hnsw.iterative_scan', 'relaxed_order', true),
        set_config('hnsw.ef_search', ${String(EF_SEARCH)}, true),
        set_config('hnsw.max_scan_tuples', ${String(MAX_SCAN_TUPLES)}, true),
        set_config('hnsw.scan_mem_multiplier', ${String(SCAN_MEMORY)}, true),
        set_config('enable_sort', 'off', true)`
    return nearest(transaction, rankByIndex(vector, space, limits, depth), depth)
  })
}

function nearest(prisma: Pick<Transaction, '$queryRaw'>, ranked: Prisma.Sql, depth: number): Promise<RankedChunk[]> {
  return prisma.$queryRaw<RankedChunk[]>`
    with ranked as materialized (${ranked})
    select id as "chunkId", document_id as "documentId", 1 - distance as score
    from ranked
    order by distance, id
    limit ${depth}`
}

/** Every passage with its distance: without an order here, no index is tempted. */
function rank(vector: Float32Array, space: Space, limits: Limits): Prisma.Sql {
  return Prisma.sql`
    select c.id, c.document_id, ${distance(vector, space)} as distance
    from chunks c
    where ${modelCondition(space)} and ${limitCondition(limits)}`
}

/** The index gives the nearest slightly out of order: some more are taken, and put in order by the query around it. */
function rankByIndex(vector: Float32Array, space: Space, limits: Limits, depth: number): Prisma.Sql {
  return Prisma.sql`${rank(vector, space, limits)} order by ${distance(vector, space)} limit ${depth * OVERFETCH}`
}

/** Between the vectors of the alias `c` of chunks, which must be of this space, and a question's: 1 less the cosine. */
export function distance(vector: Float32Array, space: Space): Prisma.Sql {
  return Prisma.sql`${vectorOf(space)} <=> ${toSql([...vector])}::halfvec(${Prisma.raw(String(space.dimensions))})`
}
