// Which pages of a document were read by OCR, and how sure that is: for its metadata and its progress.
import type { OcrOutcome } from './extractor.ts'

/** More would make the metadata of a scanned book longer than a person reads; the counts are of all. */
const MOST_LISTED = 500

export class OcrTally {
  readonly #read: { page: number; confidence: number }[] = []
  readonly #failed: { page: number; reason: string }[] = []

  add(page: number, outcome: OcrOutcome): void {
    if ('failure' in outcome) this.#failed.push({ page, reason: outcome.failure })
    else this.#read.push({ page, confidence: outcome.confidence })
  }

  /** Pages that were read. */
  get count(): number {
    return this.#read.length
  }

  get firstFailure(): string | null {
    return this.#failed[0]?.reason ?? null
  }

  /** Null where every page had its text. */
  describe() {
    if (this.#read.length === 0 && this.#failed.length === 0) return null
    const sum = this.#read.reduce((total, { confidence }) => total + confidence, 0)
    return {
      pageCount: this.#read.length,
      ...(this.#read.length > 0 && { meanConfidence: Math.round((10 * sum) / this.#read.length) / 10 }),
      pages: this.#read.slice(0, MOST_LISTED),
      ...(this.#failed.length > 0 && { failedCount: this.#failed.length, failed: this.#failed.slice(0, MOST_LISTED) }),
    }
  }
}
