// `npm run eval -- FOLDER [--keep FOLDER]`: how well search finds, on a collection of documents, queries and judgements.
// On an embedded database, or in a database of its own on the server that EVAL_DATABASE_URL names. `--keep` leaves the
// embedded database in a folder, from where the next run takes the passages and vectors it has. The settings of the
// environment count: EMBEDDINGS, SEARCH_…. Progress goes to stderr, the figures to stdout as JSON, the last line.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { LOCAL_OWNER } from '../../api/context.ts'
import { readConfig } from '../../core/config.ts'
import { createLog } from '../../core/log.ts'
import { openServices } from '../../core/open-services.ts'
import { createBenchDatabase } from '../rig/bench-database.ts'
import { evaluate } from './evaluate.ts'
import { loadCollection } from './load-collection.ts'
import { readCollection } from './read-collection.ts'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { keep: { type: 'string' } } })
const [folder] = positionals
const tell = (line: string) => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`)
if (folder === undefined) {
  console.error('Usage: npm run eval -- FOLDER [--keep FOLDER], the first with documents, queries and qrels.')
  process.exit(1)
}

const collection = readCollection(folder)
const { documents, queries } = collection
tell(`${documents.length} documents, ${queries.length} queries`)
const serverUrl = process.env['EVAL_DATABASE_URL'] ?? null
await using server = serverUrl === null ? null : await createBenchDatabase(serverUrl)
const dataDir = values.keep ?? (await mkdtemp(join(tmpdir(), 'docmill-eval-')))
const config = { ...readConfig(), databaseUrl: server?.url ?? null, dataDir }
const services = await openServices(config, false, createLog('warn'))
try {
  const startedAt = performance.now()
  const names = await loadCollection(services, LOCAL_OWNER, documents, tell)
  const loadSeconds = Math.round((performance.now() - startedAt) / 1000)
  const modes = await evaluate(services, LOCAL_OWNER, collection, names, tell)
  const best = Math.max(modes['KEYWORD']!.ndcgAt10, modes['SEMANTIC']!.ndcgAt10)
  console.log(
    JSON.stringify({
      eval: folder,
      documents: documents.length,
      queries: queries.length,
      model: services.embedder.model,
      database: server === null ? 'embedded' : 'postgresql',
      search: config.search,
      loadSeconds,
      ...modes,
      hybridOverBetterLeg: Number((modes['HYBRID']!.ndcgAt10 / best).toFixed(4)),
    }),
  )
} catch (error) {
  // Closing may end the process with a message of the model's runtime, while a text is being embedded.
  tell(error instanceof Error ? error.stack! : String(error))
  throw error
} finally {
  await services.close()
  if (values.keep === undefined) await rm(dataDir, { recursive: true })
}
