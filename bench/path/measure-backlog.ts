// A backlog of 200 one-page PDFs, there before the worker starts: whether its two slots ever idle.
import { createBenchDatabase, type BenchDatabase } from '../rig/bench-database.ts'
import { endOf, readEvents, stageDurations, waitUntilDone, type StageEnd } from '../rig/document-events.ts'
import { rounded, withFloor, type Figures } from '../rig/figure.ts'
import { openHttpClient } from '../rig/http-client.ts'
import { onePage } from '../rig/sample-pdfs.ts'
import type { Setting } from './setting.ts'
import { CONCURRENCY, startApi, startProvider, startWorker, type Halves } from '../rig/start-halves.ts'
import { uploadPdf } from '../rig/upload-pdf.ts'

const DOCUMENTS = 200
const FLOOR_RATIO = 1.3

export async function measureBacklog({ serverUrl }: Setting): Promise<Figures> {
  await using database = await createBenchDatabase(serverUrl)
  await using provider = await startProvider()
  const halves = { databaseUrl: database.url, providerUrl: provider.address }
  const ids = await uploadAll(halves)
  const ends: StageEnd[] = []
  {
    await using _worker = await startWorker(halves, ends)
    await waitUntilDone(database.sql, ids)
  }
  return await analyze(database, ids, ends)
}

async function uploadAll(halves: Halves): Promise<string[]> {
  await using api = await startApi(halves)
  using client = openHttpClient(api.address)
  const ids: string[] = []
  for (let upload = 0; upload < DOCUMENTS; upload++) {
    ids.push((await uploadPdf(client, onePage(), `${upload}.pdf`)).documentId)
  }
  return ids
}

async function analyze({ sql }: BenchDatabase, ids: string[], ends: StageEnd[]): Promise<Figures> {
  const documents = [...(await readEvents(sql, ids))].map(([id, events]) => ({
    begin: events.find(({ stage }) => stage !== 'QUEUED')!.at,
    end: endOf(ends, id, 'store'),
    stages: stageDurations(events, ends),
  }))
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
  const total = Math.max(...documents.map(({ end }) => end)) - Math.min(...documents.map(({ begin }) => begin))
  const inStages = sum(documents.flatMap(({ stages }) => Object.values(stages)))
  const inJobs = sum(documents.map(({ begin, end }) => end - begin))
  const meanOf = (stage: string) => rounded(sum(documents.map(({ stages }) => stages[stage]!)) / documents.length)
  return {
    backlogRatio: withFloor(total / (inStages / CONCURRENCY), FLOOR_RATIO, {
      seconds: rounded(total / 1000),
      stageMs: Object.fromEntries(Object.keys(documents[0]!.stages).map((stage) => [stage, meanOf(stage)])),
    }),
    backlogRatioOfJobs: { figure: rounded(total / (inJobs / CONCURRENCY)), note: 'with the time between two stages' },
  }
}
