// A service whose workers are processes that may die: a fresh database, the api in this process, and a stand-in for the
// embeddings that counts the texts it is sent.
import { setTimeout as wait } from 'node:timers/promises'

import type { Database } from '../core/database.ts'
import type { TestDatabase } from '../core/testing/test-database.ts'
import type { SeenEvent } from '../testing/follow.ts'
import { ask, upload, type UploadFile } from '../testing/graphql.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { OPTIONS } from './documents.ts'
import { followThroughFaults } from './follow-through-faults.ts'
import { startProcess, type FaultProcess } from './start-process.ts'

/** Whatever died: by then, all is done, or it is stuck. */
const STUCK_AFTER_MS = 150_000

export type FaultService = TestService & {
  database: Database
  /** Resolves once the worker takes jobs. */
  startWorker(options?: WorkerOptions): Promise<FaultProcess>
  /** Resolves with its address once the process serves. */
  startApi(signalAt?: string): Promise<{ api: FaultProcess; address: string }>
  /** Gives the documents' ids. */
  uploadAll(files: UploadFile[]): Promise<string[]>
  /** The events of each document, once all are final. */
  followAll(documentIds: string[]): Promise<SeenEvent[][]>
}

type WorkerOptions = {
  /** Such as "SIGKILL 2 embed committing". */
  signalAt?: string | undefined
  slots?: number
  /** In place of the service's own address. */
  databaseUrl?: string
}

export async function openFaultService(given?: TestDatabase): Promise<FaultService> {
  const service = await startTestService({ worker: false, ...(given && { database: given }) })
  const processes: FaultProcess[] = []
  const start = async (file: string, environment: Record<string, string>, signalAt?: string) => {
    const started = startProcess(file, { ...environmentOf(service), ...environment }, signalAt)
    processes.push(started)
    await started.ready
    return started
  }
  return {
    ...service,
    database: service.services.database,
    startWorker: ({ signalAt, slots = 2, databaseUrl = service.config.databaseUrl! } = {}) =>
      start('worker/main.ts', { DATABASE_URL: databaseUrl, WORKER_CONCURRENCY: String(slots) }, signalAt),
    async startApi(signalAt) {
      const api = await start('api/main.ts', { PORT: '0' }, signalAt)
      return { api, address: /http:\S+/.exec(await api.ready)![0] }
    },
    async uploadAll(files) {
      const documentIds: string[] = []
      for (const file of files) documentIds.push((await upload(service.address, file, OPTIONS)).document.id)
      return documentIds
    },
    async followAll(documentIds) {
      const limit = new AbortController()
      const all = Promise.all(documentIds.map((id) => followThroughFaults(service.address, id, limit.signal)))
      const stuck = wait(STUCK_AFTER_MS, null, { signal: limit.signal }).then(async () => {
        throw new Error(
          `stuck:\n${await describeJobs(service.services.database)}\n${processes.map((each) => each.text()).join('\n---\n')}`,
        )
      })
      stuck.catch(() => {})
      return Promise.race([all, stuck]).finally(() => limit.abort())
    },
    async close() {
      for (const each of processes) await each.kill()
      await service.close()
    },
  }
}

function environmentOf({ config, provider }: TestService): Record<string, string> {
  return { DATABASE_URL: config.databaseUrl!, CO_API_KEY: 'test', COHERE_BASE_URL: provider.url }
}

async function describeJobs({ prisma }: Database): Promise<string> {
  const jobs = await prisma.$queryRaw<object[]>`
    select d.filename, j.status::text, j.queue, j.claim, j.message, b.id, b.state::text, b.retry_count, b.heartbeat_on
    from documents d join jobs j on j.document_id = d.id
    left join pgboss.job b on b.singleton_key = d.id::text and b.state in ('created', 'retry', 'active', 'failed')`
  return jobs.map((job) => JSON.stringify(job)).join('\n')
}

export type DocumentState = {
  status: string
  error: string | null
  job: { status: string; attempt: number; chunkCount: number; embeddedCount: number; reusedCount: number }
}

export async function readDocument(address: string, id: string): Promise<DocumentState | null> {
  const query = `query ($id: ID!) {
    document(id: $id) { status error job { status attempt chunkCount embeddedCount reusedCount } }
  }`
  return (await ask(address, query, { id })).document
}
