// How many of a job's passages have no vector of the present model: EMBEDDING computes them, STORING cannot do without.
import { Prisma } from '../prisma/generated/client/client.ts'
import type { StageContext } from './stage.ts'

/** Counted for each batch: the vectors themselves, which stand beside their table, are not opened. */
export function countMissing(context: StageContext): Promise<number> {
  return count(context, Prisma.empty)
}

/** Those too whose vector has the model's former dimensions. */
export function countUnfit(context: StageContext): Promise<number> {
  return count(context, Prisma.sql`and vector_dims(e.embedding) = ${context.embedder.dimensions}`)
}

async function count({ database, job, embedder }: StageContext, condition: Prisma.Sql): Promise<number> {
  const [row] = await database.prisma.$queryRaw<{ missing: number }[]>`
    select count(*)::int as missing
    from staged_chunks s
    where s.job_id = ${job.jobId}::uuid and s.owner_id = ${job.ownerId}::uuid and not exists (
      select from embeddings e
      where e.owner_id = s.owner_id and e.model = ${embedder.model} and e.passage_hash = s.passage_hash
        and e.embedding is not null ${condition})`
  return row!.missing
}
