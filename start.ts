// The whole service in one process: api, worker and page, on the embedded database or a PostgreSQL.
import { startApi } from './api/server.ts'
import { readConfig } from './core/config.ts'
import { runProcess } from './core/run-process.ts'
import { startWorker } from './worker/start-worker.ts'

await runProcess({
  name: 'start',
  readConfig,
  supervise: true,
  async start(services, config) {
    const api = await startApi(services, config)
    const worker = await startWorker(services, config)
    return {
      ready: `Docmill is ready at ${api.address}`,
      async close() {
        await worker.close()
        await api.close()
      },
    }
  },
})
