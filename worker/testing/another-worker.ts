// One more worker for a test service: with a governor and an embedder of its own, as another process has, and on
// PostgreSQL with connections of its own too.
import type { Config } from '../../core/config.ts'
import { openDatabase } from '../../core/database.ts'
import { createLog } from '../../core/log.ts'
import { openServicesOn, type OpenServices } from '../../core/open-services.ts'
import type { TestService } from '../../testing/service.ts'
import { startWorker } from '../start-worker.ts'

/** Gives the function that stops it. */
export async function startAnotherWorker(service: TestService, changes: Partial<Config>): Promise<() => Promise<void>> {
  const config = { ...service.config, ...changes }
  const services = await openMore(service, config)
  const worker = await startWorker(services, config)
  return async () => {
    await worker.close()
    await services.close()
  }
}

async function openMore(service: TestService, config: TestService['config']): Promise<OpenServices> {
  const log = createLog('error')
  if (config.databaseUrl) return openServicesOn(await openDatabase(config, log), config, false, log)
  // The embedded database has one opener, who also closes it.
  const shared = { ...service.services.database, close: async () => {} }
  return openServicesOn(shared, config, false, log)
}
