// The api as a process of its own.
import { readSharedConfig } from '../core/config.ts'
import { runProcess } from '../core/run-process.ts'
import { startApi } from './server.ts'

await runProcess({
  name: 'api',
  readConfig: readSharedConfig,
  supervise: false,
  async start(services, config) {
    const api = await startApi(services, config)
    return { ready: `The api is ready at ${api.address}`, close: () => api.close() }
  },
})
