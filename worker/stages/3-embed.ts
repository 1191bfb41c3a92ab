// EMBEDDING: a vector for every passage that has none yet. Each batch is committed by itself, so that a crash repeats
// at most one, and what any run of this owner has computed before is never computed again.
import { toSql } from 'pgvector'

import type { Transaction } from '../../core/database.ts'
import { StaleJobError } from '../../core/job.ts'
import type { Stage, StageContext } from '../stage.ts'

type Passage = { hash: string; text: string }

export const embed: Stage = {
  queue: 'embed',
  steps: ['EMBEDDING'],
  beginMessage: 'Embedding the passages',
  async run(context) {
    const chunks = await countChunks(context)
    let missing = await countMissing(context)
    for (;;) {
      await reportChunks(context, chunks - missing, chunks)
      const batch = await nextBatch(context)
      if (batch.length === 0) break
      await embedBatch(context, batch)
      missing = await countMissing(context)
    }
    return {
      message: `Embedded ${chunks.toLocaleString('en')} ${chunks === 1 ? 'passage' : 'passages'}`,
      details: { chunk: chunks, chunks },
      commit: (transaction) => countReused(transaction, context.job),
    }
  },
}

function countChunks({ database, job }: StageContext): Promise<number> {
  return database.prisma.stagedChunk.count({ where: { jobId: job.jobId, ownerId: job.ownerId } })
}

async function countMissing({ database, job, embedder }: StageContext): Promise<number> {
  const [row] = await database.prisma.$queryRaw<{ missing: number }[]>`
    select count(*)::int as missing
    from staged_chunks s
    where s.job_id = ${job.jobId}::uuid and s.owner_id = ${job.ownerId}::uuid and not exists (
      select from embeddings e
      where e.owner_id = s.owner_id and e.model = ${embedder.model} and e.passage_hash = s.passage_hash)`
  return row!.missing
}

function nextBatch({ database, job, embedder }: StageContext): Promise<Passage[]> {
  return database.prisma.$queryRaw<Passage[]>`
    select s.passage_hash as hash, min(s.text) as text
    from staged_chunks s
    where s.job_id = ${job.jobId}::uuid and s.owner_id = ${job.ownerId}::uuid and not exists (
      select from embeddings e
      where e.owner_id = s.owner_id and e.model = ${embedder.model} and e.passage_hash = s.passage_hash)
    group by s.passage_hash
    order by min(s.position)
    limit ${embedder.batchSize}`
}

async function embedBatch({ database, job, embedder, signal }: StageContext, batch: Passage[]): Promise<void> {
  const vectors = await embedder.embed(
    batch.map(({ text }) => text),
    'passage',
    signal,
  )
  await database.transaction(async (transaction) => {
    await countEmbedded(transaction, job, batch.length)
    await transaction.$executeRaw`
      insert into embeddings (owner_id, model, passage_hash, embedding)
      select ${job.ownerId}::uuid, ${embedder.model}, hash, vector::halfvec
      from unnest(${batch.map(({ hash }) => hash)}::text[], ${vectors.map((vector) => toSql([...vector]))}::text[])
        as computed (hash, vector)
      on conflict do nothing`
  })
}

/** Also the fence: what a job computed that is no longer ours is not counted, and not kept. */
async function countEmbedded(transaction: Transaction, job: StageContext['job'], embedded: number): Promise<void> {
  const { count } = await transaction.job.updateMany({
    where: { id: job.jobId, ownerId: job.ownerId, epoch: job.epoch, queue: job.queue, status: 'ACTIVE' },
    data: { embeddedCount: { increment: embedded } },
  })
  if (count === 0) throw new StaleJobError(job)
}

async function countReused(transaction: Transaction, { jobId, ownerId }: StageContext['job']): Promise<void> {
  await transaction.$executeRaw`
    update jobs set reused_count = chunk_count - embedded_count where id = ${jobId}::uuid and owner_id = ${ownerId}::uuid`
}

function reportChunks({ report }: StageContext, done: number, total: number): Promise<void> {
  const message = `Embedded ${done.toLocaleString('en')} of ${total.toLocaleString('en')} passages`
  return report('EMBEDDING', { done, total, message, details: { chunk: done, chunks: total } })
}
