// A worker is killed in the middle of embedding 1,000 passages, while another one is idle: how long until that one goes
// on, and how many passages are embedded a second time.
import { setTimeout as wait } from 'node:timers/promises'
import type postgres from 'postgres'

import { startStandInProvider, type StandInProvider } from '../../core/testing/stand-in-providers.ts'
import { makeTextPdf } from '../../worker/testing/make-pdf.ts'
import { createBenchDatabase } from '../rig/bench-database.ts'
import { waitUntilDone } from '../rig/document-events.ts'
import { rounded, withFloor, type Figures } from '../rig/figure.ts'
import { openHttpClient } from '../rig/http-client.ts'
import { percentile } from '../rig/percentile.ts'
import { startApi, startWorker, type Halves } from '../rig/start-halves.ts'
import { uploadPdf } from '../rig/upload-pdf.ts'
import type { Setting } from './setting.ts'

const PAGES = 125
const PASSAGES_PER_PAGE = 8
const PASSAGES = PAGES * PASSAGES_PER_PAGE
const OPTIONS = { chunkingStrategy: 'PARAGRAPH', chunkSize: 64, chunkOverlap: 0 }
/** Of the stand-in provider: slow enough to be caught in the middle. */
const LATENCY_MS = 500
/** A worker of at least so many passages dies. */
const KILLED_AFTER = 300
const FLOORS = { seconds: 20, passages: 96 }
const ASK_EVERY_MS = 5

type Round = { seconds: number; repeated: number }

export async function measureResume({ serverUrl, rounds, tell }: Setting): Promise<Figures> {
  const measured: Round[] = []
  for (let round = 1; round <= rounds; round++) {
    measured.push(await killOne(serverUrl, round))
    const { seconds, repeated } = measured.at(-1)!
    tell(`round ${round} of ${rounds}: resumed after ${seconds.toFixed(1)} s, ${repeated} passages embedded again`)
  }
  const seconds = measured.map((round) => round.seconds)
  return {
    resumedAfterSeconds: withFloor(Math.max(...seconds), FLOORS.seconds, {
      median: rounded(percentile(seconds, 0.5)),
      note: 'the longest of all rounds',
    }),
    repeatedPassages: withFloor(Math.max(...measured.map(({ repeated }) => repeated)), FLOORS.passages, {
      of: PASSAGES,
      note: 'the most of all rounds; a batch has 96',
    }),
  }
}

async function killOne(serverUrl: string, round: number): Promise<Round> {
  await using database = await createBenchDatabase(serverUrl)
  const provider = await startStandInProvider()
  provider.behave({ latencyMs: LATENCY_MS })
  try {
    const halves = { databaseUrl: database.url, providerUrl: provider.url }
    await using api = await startApi(halves)
    using client = openHttpClient(api.address)
    const pages = Array.from({ length: PAGES }, (_, page) => paragraphs(round, page))
    const { documentId } = await uploadPdf(client, makeTextPdf(pages), 'thousand.pdf', OPTIONS)
    return await killWhileEmbedding(database.sql, halves, documentId, provider)
  } finally {
    await provider.close()
  }
}

async function killWhileEmbedding(
  sql: postgres.Sql,
  halves: Halves,
  documentId: string,
  provider: StandInProvider,
): Promise<Round> {
  await using victim = await startWorker(halves)
  await until(sql, documentId, 1)
  await using _heir = await startWorker(halves)
  await until(sql, documentId, KILLED_AFTER)
  // Not always just after a batch.
  await wait(Math.random() * LATENCY_MS)
  const killedAt = Date.now()
  process.kill(victim.pid, 'SIGKILL')
  await waitUntilDone(sql, [documentId])
  const [row] = await sql<{ at: number; passages: number }[]>`
    select min(extract(epoch from e.created_at)::float8 * 1000) as at, max(j.chunk_count) as passages
    from progress_events e join jobs j on j.id = e.job_id
    where e.document_id = ${documentId} and e.message = 'Embedding the passages'
      and e.created_at > to_timestamp(${killedAt / 1000}::float8)`
  if (row!.passages !== PASSAGES) throw new Error(`The document has ${row!.passages} passages, not ${PASSAGES}.`)
  return { seconds: (row!.at - killedAt) / 1000, repeated: provider.textsReceived - PASSAGES }
}

/** Resolves once so many of the document's passages are embedded. */
async function until(sql: postgres.Sql, documentId: string, embedded: number): Promise<void> {
  for (;;) {
    const [job] = await sql<{ embedded: number }[]>`
      select embedded_count as embedded from jobs where document_id = ${documentId}`
    if (job!.embedded >= embedded) return
    await wait(ASK_EVERY_MS)
  }
}

function paragraphs(round: number, page: number): string[] {
  const words = 'one worker reads this line and another one has to read it again or the line is lost for ever'
  return Array.from(
    { length: PASSAGES_PER_PAGE },
    (_, index) => `Paragraph ${index} of page ${page} in round ${round}. ${words}, and again: ${words}. Here it ends.`,
  )
}
