// How long work takes in this process, measured over the stages that it has finished: what an estimate of the time left
// is made of.
import type { ProcessingOptions } from '../core/enqueue-document.ts'

/** The steps of a document whose work can be counted: EXTRACTING in pages, the others in passages. */
export const MEASURED_STEPS = ['EXTRACTING', 'CHUNKING', 'EMBEDDING', 'STORING'] as const
export type MeasuredStep = (typeof MEASURED_STEPS)[number]

export interface Rates {
  /** A finished step took so long for so many pages or passages. */
  measure(step: MeasuredStep, units: number, milliseconds: number): void
  measureDensity(pages: number, passages: number): void
  /** Per page or passage; null until it was measured. */
  milliseconds(step: MeasuredStep): number | null
  readonly passagesPerPage: number | null
}

export function createRates(): Rates {
  const steps = new Map(MEASURED_STEPS.map((step) => [step, createMean()]))
  const density = createMean()
  return {
    measure: (step, units, milliseconds) => steps.get(step)!.add(milliseconds, units),
    measureDensity: (pages, passages) => density.add(passages, pages),
    milliseconds: (step) => steps.get(step)!.value,
    get passagesPerPage() {
      return density.value
    },
  }
}

/** How much of what was measured before counts beside the newest: half of the mean is of the last three documents. */
const KEPT = 0.8

/**
 * An exponentially weighted mean, as the quotient of two sums: a document counts by its size. The mean of the
 * documents' own rates would let the fixed cost of many small ones (100 ms for one page) speak for a large one.
 */
function createMean() {
  let amounts = 0
  let units = 0
  return {
    add(amount: number, per: number) {
      amounts = amounts * KEPT + amount
      units = units * KEPT + per
    },
    get value() {
      return units > 0 ? amounts / units : null
    },
  }
}

export interface RatesByOptions {
  of(options: ProcessingOptions): Rates
}

/** More than people use; the oldest are forgotten, as anybody may ask for any size. */
const MOST_KINDS = 50

/** Rates of their own for each kind of passage: one of 64 tokens takes another time than one of 2,048. */
export function createRatesByOptions(): RatesByOptions {
  const kinds = new Map<string, Rates>()
  return {
    of({ chunkingStrategy, chunkSize, chunkOverlap }) {
      const kind = `${chunkingStrategy} ${chunkSize} ${chunkOverlap}`
      const rates = kinds.get(kind) ?? createRates()
      kinds.set(kind, rates)
      const [oldest] = kinds.keys()
      if (kinds.size > MOST_KINDS) kinds.delete(oldest!)
      return rates
    },
  }
}
