// Runs one stage's job: claim it, run the stage, and end it in one transaction. The one place in the worker where
// errors are sorted.
import type { Config } from '../core/config.ts'
import { ProviderWait } from '../core/governor.ts'
import { StaleJobError } from '../core/job.ts'
import type { TakenJob } from '../core/queue.ts'
import type { Services } from '../core/services.ts'
import { reached } from '../core/steps.ts'
import { claimStage, findStageJob } from './claim-stage.ts'
import { finishStage, giveUpOrRetry, handBack, settle, waitForProvider } from './end-stage.ts'
import type { Extractor } from './extractor.ts'
import { keepAlive } from './keep-alive.ts'
import { stageOf } from './pipeline.ts'
import { createReporter } from './progress-reporter.ts'
import type { RatesByOptions } from './rates.ts'
import { createStageClock } from './stage-clock.ts'

export type WorkerTools = Services & {
  extractors: readonly Extractor[]
  /** Of this process: every stage adds to them. */
  rates: RatesByOptions
  config: Pick<Config, 'maxPages' | 'attempts'>
}

/** Never throws: whatever happens to the job is written to it, or left to whoever finds it without a worker. */
export async function runStage(tools: WorkerTools, taken: TakenJob, shutdown: AbortSignal): Promise<void> {
  const log = tools.log.child({ queue: taken.queue, ...taken.payload })
  const held = keepAlive(tools.queue, taken, log)
  const signal = AbortSignal.any([shutdown, held.lost])
  const stage = stageOf(taken.queue)
  try {
    let job = await findStageJob(tools, taken)
    if (!job) return await settle(tools, taken)
    reached(`${taken.queue} taken`)
    try {
      const clock = createStageClock(tools.rates, job, stage)
      job = await claimStage(tools, taken, job, stage, clock)
      reached(`${taken.queue} claimed`)
      const { database, embedder, extractors, config } = tools
      const report = createReporter(tools, job, clock)
      const result = await stage.run({ job, database, embedder, extractors, config, signal, report })
      signal.throwIfAborted()
      await finishStage(tools, taken, job, stage, result, clock)
      clock.measure(result.worked)
      reached(`${taken.queue} committed`)
      log.debug('the stage is done')
    } catch (error) {
      if (held.lost.aborted || error instanceof StaleJobError)
        log.info("the job is no longer this worker's, which leaves it alone")
      else if (shutdown.aborted) await handBack(tools, taken, job)
      else if (error instanceof ProviderWait) await waitForProvider(tools, taken, job, error)
      else await giveUpOrRetry(tools, taken, job, error)
    }
  } catch (error) {
    if (error instanceof StaleJobError) log.info("the job is no longer this worker's, which leaves it alone")
    // The database is away, most likely: the missing heartbeat will bring the job back.
    else log.error({ err: error }, 'a job could not be settled; it is taken up again')
  } finally {
    held.release()
  }
}
