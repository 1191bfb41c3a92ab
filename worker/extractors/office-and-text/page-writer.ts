// Collects the blocks of a document that has no layout, and puts them on pages: those the format has (slides, sheets,
// chapters, page breaks), and otherwise pages of about a printed page's length, so that a citation leads near its text.
// Such text stands nowhere on its page: its blocks have no lines, and passages made of them no regions.
import { PermanentError } from '../../../core/errors.ts'
import type { Block } from '../../extractor.ts'
import { cleanText } from '../clean-text.ts'

/** A printed page of prose has about 3,000 characters. */
const MADE_PAGE = 3_000
/** A page that the format has is cut only where it is so long that it would be a burden to store and to load. */
const GIVEN_PAGE = 50_000

export type WriterLimits = { pages: number; characters: number }

export class PageWriter {
  readonly pages: Block[][] = []
  readonly #limits: WriterLimits
  #mostOnPage = MADE_PAGE
  #onPage = 0
  #characters = 0
  #breakPending = false

  constructor(limits: WriterLimits) {
    this.#limits = limits
  }

  get pageNumber(): number {
    return Math.max(this.pages.length, 1)
  }

  /** The document says where its pages end: they are not made by length. */
  trustPages(): void {
    this.#mostOnPage = GIVEN_PAGE
  }

  /** A slide, a sheet, a chapter: a page even where it stays empty. */
  beginPage(): void {
    if (this.pages.length === this.#limits.pages) throw this.#tooManyPages()
    this.pages.push([])
    this.#onPage = 0
    this.#breakPending = false
  }

  /** A page break: what comes next stands on another page. Of two without text between them one counts. */
  breakPage(): void {
    this.#breakPending = this.#onPage > 0
  }

  /** @param text its lines are kept apart, its white space is not */
  add(text: string, level = 0): void {
    this.#addLines(text.split('\n').map(cleanText), level)
  }

  /** Lines whose indentation means something: program code. */
  addVerbatim(text: string): void {
    const lines = text.split('\n').map((line) => {
      const clean = cleanText(line)
      return clean && /^[ \t]*/.exec(line)![0].replaceAll('\t', '  ').slice(0, 80) + clean
    })
    this.#addLines(lines, 0)
  }

  #addLines(lines: string[], level: number): void {
    const text = lines
      .join('\n')
      .replaceAll(/\n{3,}/g, '\n\n')
      .replaceAll(/^\n+|\n+$/g, '')
    if (text === '') return
    this.#characters += text.length
    if (this.#characters > this.#limits.characters) throw this.#tooManyCharacters()
    for (const part of partsOf(text, this.#mostOnPage)) this.#place({ text: part, level, fontSize: 0, lines: [] })
  }

  #place(block: Block): void {
    if (this.pages.length === 0 || this.#breakPending || this.#isFull(block)) this.beginPage()
    this.pages.at(-1)!.push(block)
    this.#onPage += block.text.length
  }

  #isFull({ text, level }: Block): boolean {
    if (this.#onPage === 0) return false
    if (this.#onPage + text.length > this.#mostOnPage) return true
    // A chapter begins on a page of its own, unless that leaves the page before it nearly empty.
    const opensChapter = level === 1 || level === 2
    return opensChapter && this.#mostOnPage === MADE_PAGE && this.#onPage > MADE_PAGE / 2
  }

  #tooManyPages(): PermanentError {
    const limit = this.#limits.pages.toLocaleString('en')
    return new PermanentError(
      `This document has more than ${limit} pages, the most that can be processed. Split it and upload the parts.`,
    )
  }

  #tooManyCharacters(): PermanentError {
    const limit = this.#limits.characters.toLocaleString('en')
    return new PermanentError(
      `This document has more than ${limit} characters of text, the most that can be processed. ` +
        'Split it and upload the parts.',
    )
  }
}

/** Cuts a text that no page holds: at a line's end, else at a space, else where it must. */
function* partsOf(text: string, most: number): Generator<string> {
  let start = 0
  while (text.length - start > most) {
    const piece = text.slice(start, start + most)
    const cut = [piece.lastIndexOf('\n'), piece.lastIndexOf(' ')].find((at) => at > most / 2) ?? wholeCharacters(piece)
    yield piece.slice(0, cut)
    start += cut
    while (text[start] === ' ' || text[start] === '\n') start++
  }
  if (start < text.length) yield text.slice(start)
}

/** Not between the halves of a surrogate pair. */
const wholeCharacters = (piece: string): number => (/[\ud800-\udbff]$/.test(piece) ? piece.length - 1 : piece.length)
