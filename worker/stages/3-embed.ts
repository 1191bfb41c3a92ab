// EMBEDDING: a vector for every passage that has none yet. A batch is claimed before its texts are sent, so that no
// passage is ever embedded twice, by whichever document or worker; and committed by itself, so that a crash repeats at
// most one. What any run of this owner has computed before is never computed again.
import { setTimeout as wait } from 'node:timers/promises'

import { toSql } from 'pgvector'

import { CLAIM_IS_ALIVE } from '../../core/claim.ts'
import type { Transaction } from '../../core/database.ts'
import type { ProviderWait } from '../../core/governor.ts'
import { inNumbers } from '../../core/in-numbers.ts'
import { StaleJobError } from '../../core/job.ts'
import { reached } from '../../core/steps.ts'
import { countMissing } from '../count-missing.ts'
import type { Stage, StageContext, StageJob } from '../stage.ts'

type Passage = { hash: string; text: string; tokens: number }

/** How often to look whether another job has finished the passages that both need. */
const LOOK_AGAIN_MS = 250

export const embed: Stage = {
  queue: 'embed',
  steps: ['EMBEDDING'],
  beginMessage: 'Embedding the passages',
  async run(context) {
    const chunks = await countChunks(context)
    await dropFormerDimensions(context)
    const missingAtFirst = await countMissing(context)
    for (let missing = missingAtFirst; ; missing = await countMissing(context)) {
      await reportChunks(context, chunks - missing, chunks)
      if (missing === 0) break
      await dropDeadClaims(context)
      const batch = await claimBatch(context)
      reached('embed batch claimed')
      if (batch.length > 0)
        await embedBatch(context, batch, (wait) => reportWait(context, wait, chunks - missing, chunks))
      else await wait(LOOK_AGAIN_MS, null, { signal: context.signal })
    }
    return {
      message: `Embedded ${inNumbers(chunks, 'passage')}`,
      details: { chunk: chunks, chunks },
      worked: missingAtFirst,
      commit: (transaction) => countReused(transaction, context.job),
    }
  },
}

function countChunks({ database, job }: StageContext): Promise<number> {
  return database.prisma.stagedChunk.count({ where: { jobId: job.jobId, ownerId: job.ownerId } })
}

/** Where the model was configured otherwise before, its vectors are those of another space. */
async function dropFormerDimensions({ database, job, embedder }: StageContext): Promise<void> {
  await database.prisma.$executeRaw`
    delete from embeddings e
    where e.owner_id = ${job.ownerId}::uuid and e.model = ${embedder.model}
      and e.passage_hash in (select passage_hash from staged_chunks where job_id = ${job.jobId}::uuid)
      and e.embedding is not null and vector_dims(e.embedding) <> ${embedder.dimensions}`
}

// A claim is committed after its job became active, so whoever sees the claim sees the job too: no living one is dropped.
async function dropDeadClaims({ database, job, embedder }: StageContext): Promise<void> {
  await database.prisma.$executeRaw`
    with dead as (
      select passage_hash from embeddings e
      where e.owner_id = ${job.ownerId}::uuid and e.model = ${embedder.model} and e.embedding is null
        and e.passage_hash in (select passage_hash from staged_chunks where job_id = ${job.jobId}::uuid)
        and not ${CLAIM_IS_ALIVE}
      for update skip locked
    )
    delete from embeddings e using dead
    where e.owner_id = ${job.ownerId}::uuid and e.model = ${embedder.model} and e.passage_hash = dead.passage_hash`
}

// The job is locked while it claims: it cannot end in between, and leave claims that nobody drops.
function claimBatch({ database, job, embedder }: StageContext): Promise<Passage[]> {
  return database.prisma.$queryRaw<Passage[]>`
    with mine as materialized (
      select from jobs
      where id = ${job.jobId}::uuid and owner_id = ${job.ownerId}::uuid and claim = ${job.claim} and status = 'ACTIVE'
      for share
    ), missing as materialized (
      select s.passage_hash as hash, min(s.text) as text, min(s.token_count) as tokens, min(s.position) as position
      from staged_chunks s
      where s.job_id = ${job.jobId}::uuid and s.owner_id = ${job.ownerId}::uuid and not exists (
        select from embeddings e
        where e.owner_id = s.owner_id and e.model = ${embedder.model} and e.passage_hash = s.passage_hash)
      group by s.passage_hash
      order by position
      limit ${embedder.batchSize}
    ), claimed as (
      insert into embeddings (owner_id, model, passage_hash, claim, document_id)
      select ${job.ownerId}::uuid, ${embedder.model}, hash, ${job.claim}, ${job.documentId}::uuid from mine, missing order by hash
      on conflict do nothing
      returning passage_hash
    )
    select hash, text, tokens from missing join claimed on claimed.passage_hash = missing.hash order by position`
}

/** Throws ProviderWait where the provider cannot be asked for a while: the job is handed back then, with its claims. */
async function embedBatch(
  { database, job, embedder, signal }: StageContext,
  batch: Passage[],
  onWait: (wait: ProviderWait) => Promise<void>,
): Promise<void> {
  const tokens = batch.reduce((sum, passage) => sum + passage.tokens, 0)
  const vectors = await embedder.embed(
    batch.map(({ text }) => text),
    'passage',
    signal,
    { ownerId: job.ownerId, tokens, onWait },
  )
  reached('embed batch computed')
  await database.transaction(async (transaction) => {
    await countEmbedded(transaction, job, batch.length)
    const stored = await transaction.$executeRaw`
      update embeddings e
      set embedding = computed.vector::halfvec, claim = null
      from unnest(${batch.map(({ hash }) => hash)}::text[], ${vectors.map((vector) => toSql([...vector]))}::text[])
        as computed (hash, vector)
      where e.owner_id = ${job.ownerId}::uuid and e.model = ${embedder.model} and e.passage_hash = computed.hash
        and e.claim = ${job.claim}`
    // We were given up for lost, and somebody else embeds them now.
    if (stored < batch.length) throw new StaleJobError(job)
  })
  reached('embed batch committed')
}

/** Also the fence: what a job computed that is no longer ours is not counted, and not kept. */
async function countEmbedded(transaction: Transaction, job: StageJob, embedded: number): Promise<void> {
  const { jobId, ownerId, epoch, queue, claim } = job
  const { count } = await transaction.job.updateMany({
    where: { id: jobId, ownerId, epoch, queue, claim, status: 'ACTIVE' },
    data: { embeddedCount: { increment: embedded } },
  })
  if (count === 0) throw new StaleJobError(job)
}

async function countReused(transaction: Transaction, { jobId, ownerId }: StageJob): Promise<void> {
  await transaction.$executeRaw`
    update jobs
    set embedded_count = least(embedded_count, chunk_count), reused_count = chunk_count - least(embedded_count, chunk_count)
    where id = ${jobId}::uuid and owner_id = ${ownerId}::uuid`
}

function reportChunks({ report }: StageContext, done: number, total: number): Promise<void> {
  const message = `Embedded ${done.toLocaleString('en')} of ${inNumbers(total, 'passage')}`
  return report('EMBEDDING', { done, total, message, details: { chunk: done, chunks: total } })
}

function reportWait({ report }: StageContext, { message, waitMs }: ProviderWait, done: number, total: number) {
  const details = { chunk: done, chunks: total, waitInMs: waitMs }
  return report('EMBEDDING', { done, total, message, details, always: true })
}
