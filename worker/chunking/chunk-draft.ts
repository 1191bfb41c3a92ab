import type { TokenRuler } from './token-ruler.ts'
import { wholeSentences, type Unit } from './unit.ts'

/** A chunk as offsets into the document's text. The text of the overlap and core has no white space around it. */
export type ChunkSpan = { start: number; end: number; textStart: number; textEnd: number; coreTextStart: number }

/** A chunk in the making: an overlap that can still be shortened, and the units of its core. */
export class ChunkDraft {
  readonly #ruler: TokenRuler
  readonly #size: number
  readonly #core: Unit[] = []
  readonly #overlapStarts: number[]
  #hasText = false

  /** `overlapStarts`: where the overlap may begin, the longest first. */
  constructor(ruler: TokenRuler, size: number, overlapStarts: number[] = []) {
    this.#ruler = ruler
    this.#size = size
    this.#overlapStarts = overlapStarts
  }

  get isEmpty(): boolean {
    return this.#core.length === 0
  }

  /** Whether the core has more than headings. */
  get hasText(): boolean {
    return this.#hasText
  }

  get hasOverlap(): boolean {
    return this.#overlapStarts.length > 0
  }

  shortenOverlap(): void {
    this.#overlapStarts.shift()
  }

  fits(unit: Unit): boolean {
    return this.#ruler.fits(this.#textStart(unit), unit.textEnd, this.#size)
  }

  add(unit: Unit): void {
    this.#core.push(unit)
    this.#hasText ||= !unit.heading
  }

  /** Takes away the headings that stand after all text, and gives them in order. */
  removeLastHeadings(): Unit[] {
    return this.#core.splice(this.#core.findLastIndex(({ heading }) => !heading) + 1)
  }

  span(): ChunkSpan {
    const first = this.#core[0]!
    const { end, textEnd } = this.#core.at(-1)!
    return { start: first.start, end, textStart: this.#textStart(first), textEnd, coreTextStart: first.textStart }
  }

  /** Where the last sentences of the core (or words, where a sentence was cut) begin that have `limit` tokens or less. */
  overlapStarts(text: string, limit: number): number[] {
    const starts: number[] = []
    const end = this.#core.at(-1)!.textEnd
    for (const unit of this.#core.toReversed()) {
      for (const { textStart } of wholeSentences(text, unit).toReversed()) {
        if (!this.#ruler.fits(textStart, end, limit)) return starts.toReversed()
        starts.push(textStart)
      }
    }
    return starts.toReversed()
  }

  #textStart(unit: Unit): number {
    return this.#overlapStarts[0] ?? this.#core[0]?.textStart ?? unit.textStart
  }
}
