import type { Embedder } from '../../core/embedder.ts'
import { Prisma } from '../../prisma/generated/client/client.ts'

/** On the table documents: it has passages, and their vectors are of another model. */
export function waits({ model, dimensions }: Pick<Embedder, 'model' | 'dimensions'>): Prisma.Sql {
  return Prisma.sql`chunk_count > 0
    and (embedding_model, embedding_dimensions) is distinct from (${model}, ${dimensions}::int)`
}
