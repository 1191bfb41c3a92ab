// Which blocks are headings, and of which level. Levels rank the document's font sizes, so they need to know the whole
// document; but pages leave in order, for progress. So a sample of pages, spread over the document, is read first and
// fixes the ranks: a document of up to SAMPLE_PAGES is known wholly, and in a longer one a size that the sample missed
// takes its place among the known ones. Levels of one document never depend on what comes later.
import type { Block } from '../extractor.ts'
import { heaviest } from './text-lines.ts'

export const SAMPLE_PAGES = 12

const LONGEST_HEADING = 200
const MOST_LINES = 4
/** Against the body's size. Smaller differences are superscripts, captions and rounding. */
const LARGER = 1.1
/** A size with more of the document's characters than this is a second body: a form, an abstract, a table. */
const LARGEST_SHARE = 1 / 3
/** Sizes closer than this are one rank. */
const SAME_RANK = 1.05

export type DraftBlock = Block & { bold: boolean }
export type OutlineEntry = { title: string; level: number; page: number | null }

export class Headings {
  readonly #characters = new Map<number, number>()
  readonly #candidates: DraftBlock[] = []
  readonly #outline = new Map<string, OutlineEntry>()
  #charactersInAll = 0
  #body = 0
  #ranks: number[] = []

  constructor(outline: readonly OutlineEntry[]) {
    for (const entry of outline) this.#outline.set(outlineKey(entry.title, entry.page), entry)
  }

  get knowsBody(): boolean {
    return this.#body > 0
  }

  learn(blocks: readonly DraftBlock[]): void {
    for (const block of blocks) {
      this.#characters.set(block.fontSize, (this.#characters.get(block.fontSize) ?? 0) + block.text.length)
      this.#charactersInAll += block.text.length
      if (looksLikeHeading(block)) this.#candidates.push(block)
    }
    this.#body = heaviest(this.#characters)
    this.#ranks = rank(this.#candidates.map((block) => block.fontSize).filter((size) => this.#isHeadingSize(size)))
  }

  levelOf(block: DraftBlock, page: number): number {
    if (!this.knowsBody || !looksLikeHeading(block)) return 0
    const entry = this.#outline.get(outlineKey(block.text, page)) ?? this.#outline.get(outlineKey(block.text, null))
    if (entry) return Math.min(entry.level, 6)
    if (this.#isHeadingSize(block.fontSize)) return this.#rankOf(block.fontSize)
    const standsOut = block.bold && block.fontSize > this.#body * 0.95 && isTitleLike(block)
    return standsOut ? Math.min(this.#ranks.length + 1, 6) : 0
  }

  #isHeadingSize(size: number): boolean {
    const share = (this.#characters.get(size) ?? 0) / this.#charactersInAll
    return size > this.#body * LARGER && share < LARGEST_SHARE
  }

  #rankOf(size: number): number {
    return Math.min(1 + this.#ranks.filter((known) => known > size * SAME_RANK).length, 6)
  }
}

const looksLikeHeading = ({ text, lines }: DraftBlock): boolean =>
  text.length < LONGEST_HEADING && lines.length <= MOST_LINES && /\p{L}.*\p{L}/u.test(text) && !isSentence(text)

const isSentence = (text: string): boolean => text.length > 60 && /[.,;:]$/.test(text)

/** Bold text of the body's size: a heading only when it reads like one. */
const isTitleLike = (block: DraftBlock): boolean =>
  block.lines.length <= 2 && /^[\p{Lu}\p{Lo}\p{N}]/u.test(block.text) && !/[.,;:]$/.test(block.text)

/** The distinct sizes, largest first. */
function rank(sizes: readonly number[]): number[] {
  const ranks: number[] = []
  for (const size of sizes.toSorted((a, b) => b - a)) {
    const last = ranks.at(-1)
    if (last === undefined || last > size * SAME_RANK) ranks.push(size)
  }
  return ranks
}

/** Outlines leave the number out, or have it without its dot. */
const outlineKey = (title: string, page: number | null): string =>
  `${page ?? ''}:${title
    .toLowerCase()
    .replace(/^(?:chapter|section|appendix)?\s*[\divxlc]+(?:\.\d+)*[.:)]?\s+/, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()}`
