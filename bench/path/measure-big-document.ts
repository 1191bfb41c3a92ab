// A document of 455 pages: how long it takes, how much memory its worker takes, and what the api's answers take
// meanwhile. Each round has a worker process of its own and no vectors from before.
import { readFile } from 'node:fs/promises'

import { createBenchDatabase, type BenchDatabase } from '../rig/bench-database.ts'
import { endOf, readEvents, stageDurations, waitUntilDone, type StageEnd } from '../rig/document-events.ts'
import { rounded, withFloor, type Figures } from '../rig/figure.ts'
import { openHttpClient } from '../rig/http-client.ts'
import { percentile } from '../rig/percentile.ts'
import { probeApi } from './probe-api.ts'
import { bigDocument, padded } from '../rig/sample-pdfs.ts'
import type { Setting } from './setting.ts'
import { startApi, startProvider, startWorker, type Halves } from '../rig/start-halves.ts'
import { uploadPdf } from '../rig/upload-pdf.ts'

const FLOORS = { seconds: 15, megabytes: 400, ratio: 3 }
const IDLE_SECONDS = 10

type Round = { seconds: number; megabytes: number; chunks: number; stages: Record<string, number>; api: number[] }

export async function measureBigDocument({ serverUrl, bigPdf, rounds, tell }: Setting): Promise<Figures> {
  await using database = await createBenchDatabase(serverUrl)
  await using provider = await startProvider()
  const halves = { databaseUrl: database.url, providerUrl: provider.address }
  await using api = await startApi(halves)
  const pdf = bigPdf ? await readFile(bigPdf) : bigDocument()
  await probeApi(api.address, AbortSignal.timeout(2_000))
  const idle = await measureIdle(halves, api.address)
  const measured: Round[] = []
  for (let round = 1; round <= rounds; round++) {
    measured.push(await processOnce(database, halves, api.address, pdf))
    const { seconds, megabytes } = measured.at(-1)!
    tell(`round ${round} of ${rounds}: ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB`)
  }
  return summarize(measured, idle, bigPdf ?? 'a PDF made for this')
}

/** With the worker there, but nothing to do. */
async function measureIdle(halves: Halves, address: string): Promise<number[]> {
  await using _worker = await startWorker(halves)
  return await probeApi(address, AbortSignal.timeout(IDLE_SECONDS * 1000))
}

async function processOnce({ sql }: BenchDatabase, halves: Halves, address: string, pdf: Uint8Array): Promise<Round> {
  await sql`truncate documents, files, embeddings cascade`
  using client = openHttpClient(address)
  const ends: StageEnd[] = []
  const done = new AbortController()
  const { documentId, at, megabytes, api } = await (async () => {
    await using worker = await startWorker(halves, ends)
    const { documentId, at } = await uploadPdf(client, padded(pdf, pdf.length), 'big.pdf')
    const probing = probeApi(address, done.signal)
    await waitUntilDone(sql, [documentId]).finally(() => done.abort())
    return { documentId, at, api: await probing, megabytes: await peakMegabytes(worker.pid) }
  })()
  const events = (await readEvents(sql, [documentId])).get(documentId)!
  const [row] = await sql<{ chunks: number }[]>`select chunk_count as chunks from documents where id = ${documentId}`
  const seconds = (endOf(ends, documentId, 'store') - at) / 1000
  return { seconds, megabytes, chunks: row!.chunks, stages: stageDurations(events, ends), api }
}

/** The most memory the process itself ever had (VmHWM of proc(5)); its child processes are not in it. */
async function peakMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return (Number(/^VmHWM:\s+(\d+) kB/m.exec(status)![1]) * 1024) / 1e6
}

function summarize(rounds: Round[], idle: number[], document: string): Figures {
  const middle = rounds.toSorted((a, b) => a.seconds - b.seconds)[Math.floor((rounds.length - 1) / 2)]!
  const stageSeconds = Object.entries(middle.stages).map(([stage, ms]) => [stage, rounded(ms / 1000)])
  const idleP99 = percentile(idle, 0.99)
  const busy = rounds.flatMap(({ api }) => api)
  const busyP99 = percentile(busy, 0.99)
  return {
    bigDocumentSeconds: withFloor(middle.seconds, FLOORS.seconds, {
      rounds: rounds.map(({ seconds }) => rounded(seconds)),
      stageSeconds: Object.fromEntries(stageSeconds) as object,
      passages: middle.chunks,
      document,
    }),
    workerPeakMegabytes: withFloor(Math.max(...rounds.map(({ megabytes }) => megabytes)), FLOORS.megabytes),
    apiP99Ratio: withFloor(busyP99 / idleP99, FLOORS.ratio, {
      idleMs: { p50: rounded(percentile(idle, 0.5)), p99: rounded(idleP99), requests: idle.length },
      busyMs: { p50: rounded(percentile(busy, 0.5)), p99: rounded(busyP99), requests: busy.length },
    }),
  }
}
