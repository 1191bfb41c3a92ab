// How long an upload of 1 MB takes to be acknowledged, one after the other, with no worker running.
import { rounded, withFloor, type Figures } from '../rig/figure.ts'
import { createBenchDatabase, type BenchDatabase } from '../rig/bench-database.ts'
import { openHttpClient } from '../rig/http-client.ts'
import { percentile } from '../rig/percentile.ts'
import { onePage, padded } from '../rig/sample-pdfs.ts'
import type { Setting } from './setting.ts'
import { startApi, startProvider } from '../rig/start-halves.ts'
import { uploadPdf } from '../rig/upload-pdf.ts'

const WARM_UP = 20
const UPLOADS = 100
const BYTES = 1_000_000
const FLOORS_MS = { p50: 30, p99: 100 }

export async function measureAcknowledgement({ serverUrl }: Setting): Promise<Figures> {
  await using database = await createBenchDatabase(serverUrl)
  await using provider = await startProvider()
  await using api = await startApi({ databaseUrl: database.url, providerUrl: provider.address })
  using client = openHttpClient(api.address)
  const times: number[] = []
  for (let upload = 0; upload < WARM_UP + UPLOADS; upload++) {
    const { ms } = await uploadPdf(client, padded(onePage(), BYTES), `${upload}.pdf`)
    if (upload >= WARM_UP) times.push(ms)
  }
  return {
    acknowledgedP50Ms: withFloor(percentile(times, 0.5), FLOORS_MS.p50),
    acknowledgedP99Ms: withFloor(percentile(times, 0.99), FLOORS_MS.p99),
    bareWriteP50Ms: {
      figure: rounded(await bareWrite(database)),
      note: '1 MB into a table and committed, nothing else',
    },
  }
}

/** What the same bytes cost PostgreSQL and its disk alone. */
async function bareWrite({ sql }: BenchDatabase): Promise<number> {
  await sql`create table bare_write (bytes bytea)`
  const times: number[] = []
  for (let write = 0; write < 50; write++) {
    const bytes = Buffer.from(padded(onePage(), BYTES))
    const begin = performance.now()
    await sql`insert into bare_write values (${bytes})`
    times.push(performance.now() - begin)
  }
  return percentile(times, 0.5)
}
