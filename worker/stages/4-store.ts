// STORING: the new passages take the place of the old at once.
import type { Transaction } from '../../core/database.ts'
import { inNumbers } from '../../core/in-numbers.ts'
import { countUnfit } from '../count-missing.ts'
import type { Stage, StageContext, StageJob } from '../stage.ts'

/** A statement with more blocks the event loop of the embedded database for too long. */
const CHUNKS_PER_STATEMENT = { embedded: 50, postgresql: 500 }

export const store: Stage = {
  queue: 'store',
  steps: ['STORING'],
  beginMessage: 'Making the passages searchable',
  async run(context) {
    const { job, database } = context
    const chunks = await database.prisma.stagedChunk.count({ where: { jobId: job.jobId, ownerId: job.ownerId } })
    const missing = await countUnfit(context)
    // A worker of another configuration embedded them: while a deploy changes the model, say.
    if (missing > 0) {
      return {
        message: `Embedding ${inNumbers(missing, 'passage')} with another model`,
        details: { chunks },
        worked: 0,
        backTo: 'embed',
        // Its passages are counted anew.
        commit: async (transaction) =>
          void (await transaction.job.update({
            where: { id: job.jobId, ownerId: job.ownerId },
            data: { embeddedCount: 0 },
          })),
      }
    }
    return {
      message: `Searchable: ${inNumbers(chunks, 'passage')}`,
      details: { chunk: chunks, chunks },
      worked: chunks,
      commit: (transaction) => replaceChunks(transaction, context, chunks),
    }
  },
}

async function replaceChunks(
  transaction: Transaction,
  { job, database, embedder }: StageContext,
  chunks: number,
): Promise<void> {
  const { documentId, ownerId } = job
  await transaction.chunk.deleteMany({ where: { documentId, ownerId } })
  const step = database.embedded ? CHUNKS_PER_STATEMENT.embedded : CHUNKS_PER_STATEMENT.postgresql
  let stored = 0
  for (let start = 0; start < chunks; start += step) {
    stored += await insertChunks(transaction, job, embedder, start, start + step)
  }
  if (stored !== chunks) throw new Error(`${chunks - stored} of ${chunks} passages have no vector of ${embedder.model}`)
  await transaction.stagedChunk.deleteMany({ where: { jobId: job.jobId, ownerId } })
  // The database adds what search must know of all of them (documents_tell_of_their_passages).
  await transaction.document.update({ where: { id: documentId, ownerId }, data: { chunkCount: chunks } })
}

/** The staged passages with from <= position < to. Gives how many were stored. */
function insertChunks(
  transaction: Transaction,
  job: StageJob,
  { model, dimensions }: StageContext['embedder'],
  from: number,
  to: number,
): Promise<number> {
  return transaction.$executeRaw`
    insert into chunks
      (owner_id, document_id, position, text, page, regions, passage_hash, token_count, language, lexemes,
        word_count, model, embedding)
    select s.owner_id, ${job.documentId}::uuid, s.position, s.text, s.page, s.regions, s.passage_hash, s.token_count,
      s.language, words.lexemes, (select coalesce(sum(cardinality(word.positions)), 0) from unnest(words.lexemes) as word),
      e.model, e.embedding
    from staged_chunks s
    join embeddings e on e.owner_id = s.owner_id and e.model = ${model} and e.passage_hash = s.passage_hash
      and e.embedding is not null and vector_dims(e.embedding) = ${dimensions}
    cross join lateral (select coalesce(s.lexemes, to_tsvector('english', s.text)) as lexemes) words
    where s.job_id = ${job.jobId}::uuid and s.owner_id = ${job.ownerId}::uuid and s.position >= ${from} and s.position < ${to}`
}
