// Keeps the time of one stage's run: what the estimates in its events rest on, and what later ones learn from it.
import type { Stage as StageName } from '../prisma/generated/client/enums.ts'
import { MEASURED_STEPS, type RatesByOptions } from './rates.ts'
import type { Stage, StageJob } from './stage.ts'
import { secondsLeft } from './time-left.ts'

/** For the details of an event; empty where there is no estimate. */
type TimeLeft = { secondsLeft?: number }

export interface StageClock {
  /** `total` 0: not known yet. */
  timeLeft(step: StageName, done: number, total: number): TimeLeft
  /** For the event that ends the stage. `worked`: StageResult's. */
  timeLeftAfter(worked: number): TimeLeft
  /** The result is committed: from now on it counts for others. */
  measure(worked: number): void
}

export function createStageClock(ratesByOptions: RatesByOptions, job: StageJob, stage: Stage): StageClock {
  const rates = ratesByOptions.of(job.options)
  const size = { ...job.size }
  let running = { step: stage.steps[0], since: performance.now(), begunAt: null as number | null }

  const timeLeft = (step: StageName, done: number): TimeLeft => {
    const { begunAt, since } = running
    const standing = { step, done, begunAt: begunAt ?? 0, elapsedMs: performance.now() - since }
    const seconds = secondsLeft(rates, size, standing)
    return seconds === null ? {} : { secondsLeft: seconds }
  }
  return {
    timeLeft(step, done, total) {
      if (step !== running.step) running = { step, since: performance.now(), begunAt: null }
      if (total === 0) return timeLeft(step, 0)
      running.begunAt ??= done / total
      if (step === 'EXTRACTING') size.pages = total
      return timeLeft(step, done / total)
    },
    timeLeftAfter(worked) {
      const last = stage.steps.at(-1)!
      if (last === 'EXTRACTING') size.pages = worked
      if (last === 'CHUNKING') size.passages = worked
      return timeLeft(last, 1)
    },
    measure(worked) {
      const step = MEASURED_STEPS.find((measured) => measured === running.step)
      if (!step || worked === 0) return
      rates.measure(step, worked, performance.now() - running.since)
      if (step === 'CHUNKING' && size.pages !== null) rates.measureDensity(size.pages, worked)
    },
  }
}
