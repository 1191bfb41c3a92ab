// The whole service for a test: real api and worker in this process, on a fresh database, its embeddings from a local
// stand-in that speaks Cohere's wire format to the real SDK.
import { startApi } from '../api/server.ts'
import { readConfig, type Config } from '../core/config.ts'
import { createLog, type Log } from '../core/log.ts'
import { openServicesOn } from '../core/open-services.ts'
import type { Services } from '../core/services.ts'
import { startStandInProvider, type StandInProvider } from '../core/testing/stand-in-providers.ts'
import { openTestDatabase, type TestDatabase } from '../core/testing/test-database.ts'
import { startWorker } from '../worker/start-worker.ts'

export type TestService = {
  address: string
  services: Services
  provider: StandInProvider
  config: Config
  /** Stops the worker before the rest. */
  stopWorker(): Promise<void>
  close(): Promise<void>
}

type Options = {
  /** Changes to the configuration. */
  config?: Partial<Config>
  /** Changes to the environment that the configuration is read from, such as who answers questions. */
  environment?: Record<string, string>
  /** The model of models/ in place of the stand-in. */
  localModel?: boolean
  /** False: only the api; jobs stay in their queues. */
  worker?: boolean
  /** Another log than the one on stderr. */
  log?: Log
  /** In place of a fresh one of the test server. */
  database?: TestDatabase
}

export async function startTestService({
  config: changes,
  environment = {},
  localModel = false,
  worker: withWorker = true,
  log,
  database: given,
}: Options = {}): Promise<TestService> {
  const provider = await startStandInProvider()
  const standIn = {
    CO_API_KEY: 'test',
    COHERE_BASE_URL: provider.url,
    // Another order than the fused one is for the tests that are about it.
    RERANK: 'off',
    OPENAI_BASE_URL: `${provider.url}/v1`,
    OPENAI_CHAT_MODEL: 'stand-in',
  }
  const config = {
    ...readConfig({
      ...(localModel ? {} : standIn),
      ...environment,
      PORT: '0',
      LOG_LEVEL: 'error',
      WORKER_CONCURRENCY: '2',
      // Tests follow as many documents at once as they like.
      MAX_SOCKETS_PER_USER: '1000',
    }),
    ...changes,
  }
  const { database, url, drop } = given ?? (await openTestDatabase())
  const services = await openServicesOn(database, config, withWorker, log ?? createLog(config.logLevel))
  const api = await startApi(services, config)
  let worker = withWorker ? await startWorker(services, config) : null
  const stopWorker = async () => {
    await worker?.close()
    worker = null
  }
  return {
    address: api.address,
    services,
    provider,
    config: { ...config, databaseUrl: url },
    stopWorker,
    async close() {
      await stopWorker()
      await api.close()
      await services.close()
      await drop()
      await provider.close()
    },
  }
}
