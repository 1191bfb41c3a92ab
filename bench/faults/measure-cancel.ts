// A document is cancelled in the middle of a stage: how long its worker still works on it.
import type postgres from 'postgres'
import { setTimeout as wait } from 'node:timers/promises'

import { startStandInProvider } from '../../core/testing/stand-in-providers.ts'
import { createBenchDatabase } from '../rig/bench-database.ts'
import { rounded, withFloor, type Figures } from '../rig/figure.ts'
import { openHttpClient, type HttpClient } from '../rig/http-client.ts'
import { percentile } from '../rig/percentile.ts'
import { bigDocument } from '../rig/sample-pdfs.ts'
import { startApi, startWorker } from '../rig/start-halves.ts'
import { uploadPdf } from '../rig/upload-pdf.ts'
import type { Setting } from './setting.ts'

const STAGES = ['EXTRACTING', 'EMBEDDING']
const FLOOR_SECONDS = 2
/** Of the stand-in provider: an embedding under way when the document is cancelled. */
const LATENCY_MS = 500
const LEFT_ALONE = "the job is no longer this worker's, which leaves it alone"
const ASK_EVERY_MS = 5

export async function measureCancel({ serverUrl, rounds, tell }: Setting): Promise<Figures> {
  await using database = await createBenchDatabase(serverUrl)
  const provider = await startStandInProvider()
  provider.behave({ latencyMs: LATENCY_MS })
  try {
    const halves = { databaseUrl: database.url, providerUrl: provider.url }
    await using api = await startApi(halves)
    let leftAlone = Promise.withResolvers<void>()
    await using _worker = await startWorker(halves, [], (message) => message === LEFT_ALONE && leftAlone.resolve())
    using client = openHttpClient(api.address)
    const seconds: number[] = []
    for (let round = 1; round <= rounds; round++) {
      for (const stage of STAGES) {
        leftAlone = Promise.withResolvers()
        const { documentId } = await uploadPdf(client, bigDocument(), `${stage} ${round}.pdf`)
        await until(database.sql, documentId, stage)
        const begin = performance.now()
        await cancel(client, documentId)
        await leftAlone.promise
        seconds.push((performance.now() - begin) / 1000)
        tell(`round ${round} of ${rounds}: cancelled while ${stage}, stopped after ${seconds.at(-1)!.toFixed(2)} s`)
      }
    }
    return {
      cancelStopsAfterSeconds: withFloor(Math.max(...seconds), FLOOR_SECONDS, {
        median: rounded(percentile(seconds, 0.5)),
        note: 'the longest of all rounds',
      }),
    }
  } finally {
    await provider.close()
  }
}

async function until(sql: postgres.Sql, documentId: string, stage: string): Promise<void> {
  for (;;) {
    const [job] = await sql<
      { stage: string }[]
    >`select stage::text as stage from jobs where document_id = ${documentId}`
    if (job!.stage === stage) return
    await wait(ASK_EVERY_MS)
  }
}

async function cancel(client: HttpClient, documentId: string): Promise<void> {
  const query = `mutation { cancelProcessing(documentId: "${documentId}") { status } }`
  const { answer } = await client.post(Buffer.from(JSON.stringify({ query })), 'application/json')
  if (!answer.includes('CANCELLED')) throw new Error(`The document was not cancelled: ${answer}`)
}
