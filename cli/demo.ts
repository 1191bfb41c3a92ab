// `npm run demo`: Docmill in a minute, on a database of its own that is gone afterwards. Shows how the sample document
// becomes searchable, searches it, and stays up to be played with; with `--exit` it ends there.
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { chooseFreePort } from './choose-free-port.ts'
import { ensureBuilt } from './ensure-built.ts'
import { formatHits, type Hit } from './format-hits.ts'
import { ingestFile } from './ingest-file.ts'
import { openProgressDisplay } from './open-progress-display.ts'
import { ask } from './service-client.ts'
import { startService, type RunningService } from './start-service.ts'

const SAMPLE = fileURLToPath(new URL('sample/lights-on-the-coast.pdf', import.meta.url))

/** Answered by what the text says of fog, bells and sirens: it has no word of noise, nor of bad weather. */
const QUESTION = 'which noises guided ships in bad weather?'

const SEARCH = `query ($query: String!) {
  search(query: $query, first: 3) { tookMs hits { snippet document { filename } chunk { page } } }
}`

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort())

const folder = await mkdtemp(join(tmpdir(), 'docmill-demo-'))
let service: RunningService | null = null
try {
  await ensureBuilt()
  stop.signal.throwIfAborted()
  service = await start()
  const shown = showAndSearch(service.address)
  await Promise.race([shown, stopped(), service.ended])
  if (!stop.signal.aborted && !process.argv.includes('--exit')) await stayUp(service)
} catch (error) {
  if (!stop.signal.aborted) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
} finally {
  await service?.stop()
  await rm(folder, { recursive: true, force: true })
}
process.exit()

async function start(): Promise<RunningService> {
  const port = await chooseFreePort(Number(process.env['PORT'] || 4000))
  console.log('Starting Docmill on its embedded database …')
  return startService({ port, dataDir: join(folder, 'data') }, stop.signal)
}

async function showAndSearch(address: string): Promise<void> {
  console.log(`\nUploading ${SAMPLE}\n`)
  const display = openProgressDisplay(process.stdout)
  const outcome = await ingestFile({ address, collectionId: null, display }, 0, SAMPLE)
  display.close()
  if (outcome === 'failed') throw new Error('The sample document could not be processed.')
  const { search } = await ask<{ search: { tookMs: number; hits: Hit[] } }>(address, SEARCH, { query: QUESTION })
  console.log(`\nSearching for “${QUESTION}” by words and by meaning (${search.tookMs.toFixed(0)} ms)\n`)
  console.log(formatHits(search.hits, process.stdout))
}

async function stayUp({ address, ended }: RunningService): Promise<void> {
  console.log(`\nThe page:  ${address}/`)
  console.log(`GraphiQL:  ${address}/graphql`)
  console.log('\nDocmill stays up until Ctrl-C; then this demo and all of its data are gone. To keep data: npm start')
  await Promise.race([stopped(), ended])
  console.log('\nStopping …')
}

async function stopped(): Promise<void> {
  if (!stop.signal.aborted) await once(stop.signal, 'abort')
}
