// The vector column has no fixed dimension: each model has its own partial index over its own vectors, so that
// vectors of different models never meet.
import { createHash } from 'node:crypto'

import { Prisma } from '../prisma/generated/client/client.ts'
import type { Database } from './database.ts'
import type { Embedder } from './embedder.ts'

type Model = Pick<Embedder, 'model' | 'dimensions'>

/** pgvector's limit for an index over halfvec. */
const MOST_INDEXED_DIMENSIONS = 4_000
const LONGEST_NAME = 63

/**
 * Makes the model's index where it is missing. Not on PGlite: there, 2,000 inserts into an HNSW index take 16 to 117 s,
 * while an exact scan of 20,000 rows takes 0.3 s.
 */
export async function ensureVectorIndex(database: Database, model: Model): Promise<void> {
  if (database.embedded || model.dimensions > MOST_INDEXED_DIMENSIONS) return
  const name = indexName(model)
  await database.withSession((session) =>
    // A parameter cannot stand in an index's definition; the model's name is quoted as a literal.
    session.script(`
      create index if not exists ${name} on chunks
      using hnsw ((embedding::halfvec(${model.dimensions})) halfvec_cosine_ops)
      where model = ${literal(model.model)} and vector_dims(embedding) = ${model.dimensions}`),
  )
}

/** PostgreSQL cuts a longer name off, and would take a model for another whose name begins like it. */
function indexName({ model, dimensions }: Model): string {
  const name = `chunks_embedding_index_${model}_${dimensions}`.replaceAll(/[^a-zA-Z0-9_]/g, '_')
  if (name.length <= LONGEST_NAME) return name
  const rest = createHash('sha256').update(`${model} ${dimensions}`).digest('hex').slice(0, 12)
  return `${name.slice(0, LONGEST_NAME - 1 - rest.length)}_${rest}`
}

/** The vector expression that the index is made of, on the alias `c` of chunks. */
export function vectorOf({ dimensions }: Model): Prisma.Sql {
  return Prisma.raw(`(c.embedding::halfvec(${dimensions}))`)
}

/** The condition that the index is limited to. A parameter would hide from the planner that the two are the same. */
export function modelCondition({ model, dimensions }: Model): Prisma.Sql {
  return Prisma.raw(`(c.model = ${literal(model)} and vector_dims(c.embedding) = ${dimensions})`)
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
