// How many of a job's passages have no vector of the present model, in its present dimensions: EMBEDDING computes them,
// STORING cannot do without.
import type { StageContext } from './stage.ts'

export async function countMissing({ database, job, embedder }: StageContext): Promise<number> {
  const [row] = await database.prisma.$queryRaw<{ missing: number }[]>`
    select count(*)::int as missing
    from staged_chunks s
    where s.job_id = ${job.jobId}::uuid and s.owner_id = ${job.ownerId}::uuid and not exists (
      select from embeddings e
      where e.owner_id = s.owner_id and e.model = ${embedder.model} and e.passage_hash = s.passage_hash
        and e.embedding is not null and vector_dims(e.embedding) = ${embedder.dimensions})`
  return row!.missing
}
