// How fast and how well search finds among many passages of many owners, on PostgreSQL, against the floors of issue 6;
// README.md tells how each figure is taken. Options: --passages N,N · --owners N · --searches N
import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'

import { readConfig } from '../core/config.ts'
import { openDatabase } from '../core/database.ts'
import type { Embedder } from '../core/embedder.ts'
import { createLog } from '../core/log.ts'
import { ensureVectorIndex } from '../core/vector-index.ts'
import { createBenchDatabase } from './rig/bench-database.ts'
import { describeMachine } from './rig/describe-machine.ts'
import { rounded, type Figures } from './rig/figure.ts'
import { copyPassages, insertPassages, MODEL } from './search/load-passages.ts'
import { measureLatency } from './search/measure-latency.ts'
import { measureRecall } from './search/measure-recall.ts'
import type { Setting } from './search/setting.ts'
import { syntheticCorpus } from './search/synthetic-corpus.ts'

/** Inserted with all indexes in place, of each owner. */
const INSERTED = 100

export async function search(given: string[], tell: (line: string) => void): Promise<object> {
  const { values } = parseArgs({
    args: given,
    options: {
      passages: { type: 'string', default: '20000,200000' },
      owners: { type: 'string', default: '20' },
      searches: { type: 'string', default: '200' },
    },
  })
  const serverUrl = process.env['BENCH_DATABASE_URL'] ?? process.env['TEST_DATABASE_URL']
  if (!serverUrl) throw new Error('This benchmark needs a PostgreSQL: set BENCH_DATABASE_URL or TEST_DATABASE_URL.')
  const machine = await describeMachine(serverUrl)
  await using bench = await createBenchDatabase(serverUrl)
  const database = await openDatabase({ databaseUrl: bench.url, dataDir: '' }, createLog('warn'))
  const corpus = syntheticCorpus()
  const setting: Setting = {
    tell,
    sql: bench.sql,
    services: { database, embedder: embedderOf(corpus), formerEmbedders: [], searchSettings: readConfig({}).search },
    corpus,
    owners: Array.from({ length: Number(values.owners) }, () => randomUUID()),
    passagesPerOwner: 0,
    searches: Number(values.searches),
  }
  const sizes: Record<string, Figures> = {}
  for (const passages of values.passages.split(',').map(Number)) {
    const figures = await grow(setting, Math.round(passages / setting.owners.length))
    sizes[passages] = { ...figures, ...(await measureLatency(setting)), ...(await measureRecall(setting)) }
  }
  await database.close()
  return { machine, owners: setting.owners.length, sizes }
}

/** Loads what is missing of each owner's passages, without the indexes, which are made afterwards. */
async function grow(setting: Setting, passagesPerOwner: number): Promise<Figures> {
  const { sql, corpus, owners, services, tell } = setting
  const copied = passagesPerOwner - INSERTED
  const [{ definition }] = (await sql`select pg_get_indexdef('chunks_words_index'::regclass) as definition`) as [
    { definition: string },
  ]
  await sql.unsafe('drop index chunks_words_index')
  await sql.unsafe('drop index if exists chunks_embedding_index_synthetic_384')
  const { copySeconds, seconds } = await copyPassages(sql, corpus, {
    owners,
    from: setting.passagesPerOwner,
    to: copied,
  })
  tell(`${copied * owners.length} passages are copied`)
  const wordsIndexSeconds = await timed(() => sql.unsafe(definition))
  const vectorIndexSeconds = await timed(() => ensureVectorIndex(services.database, services.embedder))
  tell(`indexes made in ${Math.round(wordsIndexSeconds)} and ${Math.round(vectorIndexSeconds)} s`)
  const insertSeconds = await insertPassages(sql, corpus, { owners, from: copied, to: passagesPerOwner })
  await sql.unsafe('vacuum analyze')
  const loaded = (copied - setting.passagesPerOwner) * owners.length
  setting.passagesPerOwner = passagesPerOwner
  const megabytes = await sizesOf(setting)
  return {
    copySeconds: { figure: rounded(copySeconds), passages: loaded, withLexemesSeconds: rounded(seconds) },
    wordsIndexSeconds: { figure: rounded(wordsIndexSeconds) },
    vectorIndexSeconds: { figure: rounded(vectorIndexSeconds) },
    insertsPerSecond: {
      figure: rounded((INSERTED * owners.length) / insertSeconds),
      note: 'with all indexes in place',
    },
    ...megabytes,
  }
}

async function sizesOf({ sql }: Setting): Promise<Figures> {
  const rows = await sql`
    select indexrelname as name, pg_relation_size(indexrelid)::float8 / 1e6 as size from pg_stat_user_indexes
    where relname = 'chunks'
    union all select 'table', pg_table_size('chunks')::float8 / 1e6`
  return Object.fromEntries(rows.map((row) => [`${row['name']}Megabytes`, { figure: rounded(row['size'] as number) }]))
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return (performance.now() - startedAt) / 1000
}

/** Knows the questions' vectors by their texts: what a model takes is not measured. */
function embedderOf(corpus: Setting['corpus']): Embedder {
  return {
    model: MODEL,
    dimensions: corpus.dimensions,
    batchSize: 1,
    async embed([text]) {
      return [corpus.vectorOf(text!)]
    },
    close: async () => {},
  }
}
