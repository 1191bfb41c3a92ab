// Fills the tables that search reads, with documents of 50 passages.
import { once } from 'node:events'

import { toSql } from 'pgvector'
import type postgres from 'postgres'

import type { SyntheticCorpus } from './synthetic-corpus.ts'

export const PASSAGES_PER_DOCUMENT = 50
export const MODEL = 'synthetic'
/** As the worker's store stage. */
const PASSAGES_PER_INSERT = 500

type Range = { owners: string[]; from: number; to: number }

/** Documents for the owners' passages from one number up to another. Gives the seconds that COPY takes, and all of it. */
export async function copyPassages(
  sql: postgres.Sql,
  corpus: SyntheticCorpus,
  range: Range,
): Promise<{ copySeconds: number; seconds: number }> {
  await addDocuments(sql, range)
  const startedAt = performance.now()
  await sql.unsafe(
    'create unlogged table if not exists incoming (owner_id uuid, number int, text text, embedding halfvec)',
  )
  await sql.unsafe('truncate incoming')
  const sink = await sql`copy incoming from stdin`.writable()
  for (const { ownerId, number, text, vector } of passagesOf(corpus, range)) {
    if (!sink.write(`${ownerId}\t${number}\t${text}\t${toSql([...vector])}\n`)) await once(sink, 'drain')
  }
  sink.end()
  await once(sink, 'finish')
  const copySeconds = (performance.now() - startedAt) / 1000
  await insertFrom(sql, sql`incoming`)
  await countPassages(sql)
  return { copySeconds, seconds: (performance.now() - startedAt) / 1000 }
}

/** The same by inserts of 500 rows, as the worker stores them. */
export async function insertPassages(sql: postgres.Sql, corpus: SyntheticCorpus, range: Range): Promise<number> {
  await addDocuments(sql, range)
  const passages = Array.from(passagesOf(corpus, range))
  const startedAt = performance.now()
  for (let start = 0; start < passages.length; start += PASSAGES_PER_INSERT) {
    const rows = passages
      .slice(start, start + PASSAGES_PER_INSERT)
      .map(({ ownerId, number, text, vector }) => ({ owner_id: ownerId, number, text, embedding: toSql([...vector]) }))
    await insertFrom(
      sql,
      sql`(select * from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
        as row (owner_id uuid, number int, text text, embedding text)) incoming`,
    )
  }
  const seconds = (performance.now() - startedAt) / 1000
  await countPassages(sql)
  return seconds
}

function* passagesOf(corpus: SyntheticCorpus, { owners, from, to }: Range) {
  // Documents of different owners come in between each other.
  for (let first = from; first < to; first += PASSAGES_PER_DOCUMENT) {
    for (const [owner, ownerId] of owners.entries()) {
      for (let number = first; number < Math.min(to, first + PASSAGES_PER_DOCUMENT); number++)
        yield { ownerId, number, ...corpus.passage(owner, number) }
    }
  }
}

async function addDocuments(sql: postgres.Sql, { owners, from, to }: Range): Promise<void> {
  await sql`
    insert into files (id, owner_id, content_hash, byte_size)
    select gen_random_uuid(), owner::uuid, repeat('a', 64), 1 from unnest(${owners}::text[]) as owner on conflict do nothing`
  await sql`
    insert into documents (id, owner_id, file_id, filename, media_type, byte_size, content_hash, status, page_count)
    select gen_random_uuid(), f.owner_id, f.id, 'document ' || number, 'text/plain', 1, md5(number::text), 'COMPLETED', 1
    from files f, generate_series(${from / PASSAGES_PER_DOCUMENT}::int, ${to / PASSAGES_PER_DOCUMENT - 1}::int) as number
    where f.owner_id::text = any(${owners}::text[])`
}

async function insertFrom(sql: postgres.Sql, incoming: postgres.PendingQuery<postgres.Row[]>): Promise<void> {
  await sql`
    insert into chunks (owner_id, document_id, position, text, page, regions, passage_hash, token_count, language, lexemes,
      word_count, model, embedding)
    select incoming.owner_id, d.id, number % ${PASSAGES_PER_DOCUMENT}::int, incoming.text, 1, '[]',
      md5(incoming.text), 1, 'english', lexemes,
      (select sum(cardinality(positions)) from unnest(lexemes)), ${MODEL}, incoming.embedding::halfvec
    from ${incoming}
    join documents d on d.owner_id = incoming.owner_id and d.filename = 'document ' || number / ${PASSAGES_PER_DOCUMENT}::int
    cross join lateral (select to_tsvector('english', incoming.text) as lexemes) words`
}

/** The database adds the rest. */
async function countPassages(sql: postgres.Sql): Promise<void> {
  await sql`
    update documents d set chunk_count = c.chunks
    from (select document_id, count(*) as chunks from chunks group by 1) c
    where c.document_id = d.id and d.chunk_count is distinct from c.chunks`
}
