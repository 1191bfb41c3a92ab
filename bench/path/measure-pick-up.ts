// From the acknowledgement of an upload to its first DOWNLOADING and EXTRACTING events, on a worker that was idle.
import { setTimeout as wait } from 'node:timers/promises'

import { createBenchDatabase } from '../rig/bench-database.ts'
import { readEvents, waitUntilDone } from '../rig/document-events.ts'
import { rounded, withFloor, type Figures } from '../rig/figure.ts'
import { openHttpClient } from '../rig/http-client.ts'
import { percentile } from '../rig/percentile.ts'
import { onePage } from '../rig/sample-pdfs.ts'
import type { Setting } from './setting.ts'
import { startApi, startProvider, startWorker } from '../rig/start-halves.ts'
import { uploadPdf, type Acknowledged } from '../rig/upload-pdf.ts'

const WARM_UP = 5
const UPLOADS = 50
const FLOOR_MS = 50
/** After the last document, so that the worker has looked into its empty queues and sleeps. */
const IDLE_MS = 300

export async function measurePickUp({ serverUrl }: Setting): Promise<Figures> {
  await using database = await createBenchDatabase(serverUrl)
  await using provider = await startProvider()
  const halves = { databaseUrl: database.url, providerUrl: provider.address }
  await using api = await startApi(halves)
  await using _worker = await startWorker(halves)
  using client = openHttpClient(api.address)
  const uploads: Acknowledged[] = []
  for (let upload = 0; upload < WARM_UP + UPLOADS; upload++) {
    await wait(IDLE_MS)
    const acknowledged = await uploadPdf(client, onePage(), `${upload}.pdf`)
    await waitUntilDone(database.sql, [acknowledged.documentId])
    if (upload >= WARM_UP) uploads.push(acknowledged)
  }
  const events = await readEvents(
    database.sql,
    uploads.map(({ documentId }) => documentId),
  )
  const delays = (stage: string) =>
    uploads.map(({ documentId, at }) => events.get(documentId)!.find((event) => event.stage === stage)!.at - at)
  const extracting = delays('EXTRACTING')
  return {
    toDownloadingP50Ms: { figure: rounded(percentile(delays('DOWNLOADING'), 0.5)) },
    toExtractingP50Ms: withFloor(percentile(extracting, 0.5), FLOOR_MS, { p99: rounded(percentile(extracting, 0.99)) }),
    toCompletedP50Ms: { figure: rounded(percentile(delays('COMPLETED'), 0.5)) },
  }
}
