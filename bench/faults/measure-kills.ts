// Two workers and more documents than they can process: how many they do in a minute undisturbed, and how many where
// one of them is killed every ten seconds and another one started in its place.
import { setTimeout as wait } from 'node:timers/promises'
import type postgres from 'postgres'

import { makeTextPdf } from '../../worker/testing/make-pdf.ts'
import { createBenchDatabase } from '../rig/bench-database.ts'
import { rounded, withLeast, type Figures } from '../rig/figure.ts'
import { openHttpClient } from '../rig/http-client.ts'
import { sentences } from '../rig/sample-pdfs.ts'
import { startApi, startProvider, startWorker, type Halves } from '../rig/start-halves.ts'
import type { BenchProcess } from '../rig/start-process.ts'
import { uploadPdf } from '../rig/upload-pdf.ts'
import type { Setting } from './setting.ts'

const WORKERS = 2
/** Of each worker: as many documents at once as there are cores. */
const SLOTS = 1
const PAGES = 10
const WORDS_PER_PAGE = 300
/** More than two workers on two cores process in a second. */
const DOCUMENTS_PER_SECOND = 16
const KILL_EVERY_MS = 10_000
const FLOOR_RATIO = 0.6

export async function measureKills({ serverUrl, seconds, tell }: Setting): Promise<Figures> {
  const undisturbed = await processFor(serverUrl, seconds, false)
  tell(`undisturbed: ${undisturbed} documents in ${seconds} s`)
  const killed = await processFor(serverUrl, seconds, true)
  tell(`a worker killed every ${KILL_EVERY_MS / 1000} s: ${killed} documents in ${seconds} s`)
  return {
    throughputRatio: withLeast(killed / undisturbed, FLOOR_RATIO, {
      undisturbedPerSecond: rounded(undisturbed / seconds),
      killedPerSecond: rounded(killed / seconds),
    }),
  }
}

/** Gives how many documents were completed. */
async function processFor(serverUrl: string, seconds: number, kill: boolean): Promise<number> {
  await using database = await createBenchDatabase(serverUrl)
  await using provider = await startProvider()
  const halves = { databaseUrl: database.url, providerUrl: provider.address }
  const uploaded = DOCUMENTS_PER_SECOND * seconds
  await uploadMany(halves, uploaded)
  await using workers = new AsyncDisposableStack()
  const running = await Promise.all(Array.from({ length: WORKERS }, () => startOne(halves, workers)))
  const before = await countCompleted(database.sql)
  const end = performance.now() + seconds * 1000
  if (kill) await killRegularly(running, end, () => startOne(halves, workers))
  await wait(Math.max(0, end - performance.now()))
  const completed = await countCompleted(database.sql)
  if (completed === uploaded) throw new Error(`All ${uploaded} documents were done before the time was over.`)
  return completed - before
}

async function killRegularly(running: BenchProcess[], end: number, start: () => Promise<BenchProcess>): Promise<void> {
  while (end - performance.now() > KILL_EVERY_MS) {
    await wait(KILL_EVERY_MS)
    process.kill(running.shift()!.pid, 'SIGKILL')
    // It takes its time to start, while the next death comes when it comes.
    void start().then((worker) => running.push(worker))
  }
}

async function startOne(halves: Halves, workers: AsyncDisposableStack): Promise<BenchProcess> {
  return workers.use(await startWorker(halves, [], () => {}, SLOTS))
}

async function uploadMany(halves: Halves, documents: number): Promise<void> {
  await using api = await startApi(halves)
  using client = openHttpClient(api.address)
  for (let upload = 0; upload < documents; upload++) {
    const pages = Array.from({ length: PAGES }, () => [sentences(WORDS_PER_PAGE)])
    await uploadPdf(client, makeTextPdf(pages), `${upload}.pdf`)
  }
}

async function countCompleted(sql: postgres.Sql): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from documents where status = 'COMPLETED'`
  return row!.count
}
