// What extraction costs beside pdf.js alone, against the floor of issue 5; README.md tells how each figure is taken.
// Options: --file FILE · --rounds N
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'

import { createBenchDatabase, type BenchDatabase } from './rig/bench-database.ts'
import { describeMachine } from './rig/describe-machine.ts'
import { readEvents, stageDurations, waitUntilDone, type StageEnd } from './rig/document-events.ts'
import { rounded, withFloor } from './rig/figure.ts'
import { openHttpClient } from './rig/http-client.ts'
import { percentile } from './rig/percentile.ts'
import { bigDocument, onePage, padded } from './rig/sample-pdfs.ts'
import { startApi, startProvider, startWorker } from './rig/start-halves.ts'
import { uploadPdf } from './rig/upload-pdf.ts'

const FLOOR = 2
const PLAIN = `${import.meta.dirname}/extract/plain-pdfjs.ts`
const run = promisify(execFile)

export async function extract(given: string[], tell: (line: string) => void): Promise<object> {
  const { values } = parseArgs({
    args: given,
    options: { file: { type: 'string' }, rounds: { type: 'string', default: '5' } },
  })
  const serverUrl = process.env['BENCH_DATABASE_URL'] ?? process.env['TEST_DATABASE_URL'] ?? ''
  if (serverUrl === '') throw new Error('Name a PostgreSQL in BENCH_DATABASE_URL.')
  const machine = await describeMachine(serverUrl)
  const pdf = values.file ? await readFile(values.file) : bigDocument()
  const rounds = await measureRounds(serverUrl, pdf, Number(values.rounds), tell)
  const median = (times: number[]) => percentile(times, 0.5)
  const plain = median(rounds.map((round) => round.plainMs))
  const stage = median(rounds.map((round) => round.stageMs))
  return {
    machine,
    figures: {
      extractRatio: withFloor(stage / plain, FLOOR, {
        plainMs: rounded(plain),
        stageMs: rounded(stage),
        rounds: rounds.map(({ plainMs, stageMs }) => [rounded(plainMs), rounded(stageMs)]),
        document: values.file ?? 'a PDF made for this',
      }),
    },
  }
}

type Round = { plainMs: number; stageMs: number }

/** In turns, so that what else the machine does falls on both. */
async function measureRounds(
  serverUrl: string,
  pdf: Uint8Array,
  count: number,
  tell: (line: string) => void,
): Promise<Round[]> {
  await using database = await createBenchDatabase(serverUrl)
  await using provider = await startProvider()
  const halves = { databaseUrl: database.url, providerUrl: provider.address }
  await using api = await startApi(halves)
  const ends: StageEnd[] = []
  await using _worker = await startWorker(halves, ends)
  // The children are warm, as they are in a service.
  await stageMs(database, api.address, onePage(), ends)
  const rounds: Round[] = []
  for (let round = 1; round <= count; round++) {
    const plainMs = await plainMsOf(pdf)
    const stage = await stageMs(database, api.address, padded(pdf, pdf.length), ends)
    rounds.push({ plainMs, stageMs: stage })
    tell(`round ${round} of ${count}: pdf.js alone ${plainMs.toFixed(0)} ms, the stage ${stage.toFixed(0)} ms`)
  }
  return rounds
}

async function plainMsOf(pdf: Uint8Array): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'docmill-bench-'))
  try {
    const path = join(folder, 'document.pdf')
    await writeFile(path, pdf)
    const { stdout } = await run(process.execPath, [PLAIN, path])
    return (JSON.parse(stdout) as { ms: number }).ms
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** From the event that begins the stage, which then loads the file, to the worker's log line after its commit. */
async function stageMs({ sql }: BenchDatabase, address: string, pdf: Uint8Array, ends: StageEnd[]): Promise<number> {
  using client = openHttpClient(address)
  const { documentId } = await uploadPdf(client, pdf, 'document.pdf')
  await waitUntilDone(sql, [documentId])
  const events = (await readEvents(sql, [documentId])).get(documentId)!
  return stageDurations(
    events,
    ends.filter((end) => end.documentId === documentId),
  )['extract']!
}
