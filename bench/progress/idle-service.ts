// An api without a worker: documents stay in their queue, and a measurement writes their events itself.
import { createBenchDatabase } from '../rig/bench-database.ts'
import { openHttpClient } from '../rig/http-client.ts'
import { onePage } from '../rig/sample-pdfs.ts'
import { startApi, startProvider, type Halves } from '../rig/start-halves.ts'
import type { BenchProcess } from '../rig/start-process.ts'
import { uploadPdf } from '../rig/upload-pdf.ts'

export interface IdleService extends AsyncDisposable {
  api: BenchProcess
  halves: Halves
  sql: Awaited<ReturnType<typeof createBenchDatabase>>['sql']
  /** Gives the ids of so many new documents. */
  upload(documents: number): Promise<string[]>
}

export async function openIdleService(serverUrl: string): Promise<IdleService> {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await createBenchDatabase(serverUrl))
  const provider = opened.use(await startProvider())
  const halves = { databaseUrl: database.url, providerUrl: provider.address }
  const api = opened.use(await startApi(halves))
  const client = opened.use(openHttpClient(api.address))
  const all = opened.move()
  return {
    api,
    halves,
    sql: database.sql,
    async upload(documents) {
      const ids: string[] = []
      for (let upload = 0; upload < documents; upload++) {
        ids.push((await uploadPdf(client, onePage(), `${upload}.pdf`)).documentId)
      }
      return ids
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}
