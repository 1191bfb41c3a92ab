// The worker's half of a process: it processes documents until it is closed.
import { availableParallelism } from 'node:os'

import { QUEUE_CHANNEL } from '../core/announcer.ts'
import type { Config } from '../core/config.ts'
import type { Services } from '../core/services.ts'
import { pdfExtractor } from './extractors/pdf.ts'
import { pruneRegularly } from './prune-events.ts'
import { createRatesByOptions } from './rates.ts'
import { reconcileRegularly } from './reconcile.ts'
import { resumeLimited } from './resume-limited.ts'
import { runStage } from './run-stage.ts'
import { takeJobs } from './take-jobs.ts'
import { removeAbandonedFolders } from './work-folder.ts'

/** What running stages get before their jobs go back to the queue. */
const SHUTDOWN_GRACE_MS = 8_000

export interface Worker {
  /** Takes no new jobs; running stages get some seconds, then their jobs go back to the queue. */
  close(): Promise<void>
}

export async function startWorker(services: Services, config: Config): Promise<Worker> {
  await removeAbandonedFolders()
  await resumeLimited(services)
  const shutdown = new AbortController()
  const extractors = [pdfExtractor({ children: Math.min(config.workerConcurrency, availableParallelism()) })]
  const tools = { ...services, extractors, rates: createRatesByOptions(), config }
  const taker = takeJobs(
    services.queue,
    config.workerConcurrency,
    (job) => runStage(tools, job, shutdown.signal),
    services.log,
  )
  const unlisten = await services.database.listen(QUEUE_CHANNEL, taker.wake, taker.wake)
  const stopReconciling = reconcileRegularly(services)
  const stopPruning = pruneRegularly(services, config.eventRetentionDays)
  return {
    async close() {
      stopReconciling()
      const pruned = stopPruning()
      const timer = setTimeout(() => shutdown.abort(new Error('the worker is shutting down')), SHUTDOWN_GRACE_MS)
      await taker.stop()
      clearTimeout(timer)
      await pruned
      await unlisten()
      for (const extractor of extractors) await extractor.close()
    },
  }
}
