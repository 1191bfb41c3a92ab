// Estimates how long a document still takes, from measured rates only: where one is missing there is no estimate.
//
//   left = (1 − w) · ((1 − w) · expected + elapsed)  +  the sum, over the later steps, of units · rate
//
// `w` is the share of the running step's work that is done, `expected` what the step takes by the mean of the documents
// before. Two forecasts of the whole step are mixed: the mean, and the document's own pace, elapsed / w. The more is
// done the more its own pace says, so it weighs w: (1 − w) · expected + w · elapsed / w. Of that, 1 − w is left.
import type { Stage as StageName } from '../prisma/generated/client/enums.ts'
import { MEASURED_STEPS, type MeasuredStep, type Rates } from './rates.ts'

/** Null: not known yet. */
export type Size = { pages: number | null; passages: number | null }

/** Shares are of the step's pages or passages, 0 to 1. `begunAt`: what an earlier run of the step had done already. */
export type Standing = { step: StageName; done: number; begunAt: number; elapsedMs: number }

/** Rounded as people speak; at least 1. Waiting for a free worker between two stages is not in it. */
export function secondsLeft(rates: Rates, size: Size, standing: Standing): number | null {
  const index = MEASURED_STEPS.indexOf(standing.step as MeasuredStep)
  if (index === -1) return null
  const passages = size.passages ?? times(size.pages, rates.passagesPerPage)
  const expected = (step: MeasuredStep) =>
    times(step === 'EXTRACTING' ? size.pages : passages, rates.milliseconds(step))
  let left = 0
  for (const [position, step] of MEASURED_STEPS.slice(index).entries()) {
    const milliseconds = position === 0 ? leftOfStep(expected(step), standing) : expected(step)
    if (milliseconds === null) return null
    left += milliseconds
  }
  return roundSeconds(left / 1_000)
}

function leftOfStep(expectedMs: number | null, { done, begunAt, elapsedMs }: Standing): number | null {
  if (done >= 1) return 0
  if (expectedMs === null) return null
  const toDo = 1 - begunAt
  const worked = (done - begunAt) / toDo
  return (1 - worked) * ((1 - worked) * expectedMs * toDo + elapsedMs)
}

function times(units: number | null, rate: number | null): number | null {
  return units === null || rate === null ? null : units * rate
}

/** Finer would be read as precise, and change with every event. */
function roundSeconds(seconds: number): number {
  const step = seconds < 10 ? 1 : seconds < 60 ? 5 : seconds < 600 ? 30 : 300
  return Math.max(1, Math.round(seconds / step) * step)
}
