// The worker as a process of its own; any number of them share the queues.
import { readSharedConfig } from '../core/config.ts'
import { runProcess } from '../core/run-process.ts'
import { startWorker } from './start-worker.ts'

await runProcess({
  name: 'worker',
  readConfig: readSharedConfig,
  supervise: true,
  async start(services, config) {
    const worker = await startWorker(services, config)
    return {
      ready: `The worker is ready: ${config.workerConcurrency} documents at once`,
      close: () => worker.close(),
    }
  },
})
