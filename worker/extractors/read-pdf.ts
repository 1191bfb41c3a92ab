// The order of a reading: description first, then every page. Runs in the child.
import type { PDFDocumentProxy } from 'pdfjs-dist'
import { PermanentError } from '../../core/errors.ts'
import type { ExtractionEvent, Page } from '../extractor.ts'
import { Headings, SAMPLE_PAGES } from './headings.ts'
import { describe } from './pdf-description.ts'
import { findBoldFonts } from './pdf-fonts.ts'
import { readRuns, shapePage, TooManyCharacters, type DraftPage, type RawPage } from './pdf-page.ts'
import type { ReadRequest } from './reader-protocol.ts'
import { isOutOfMemory, WORKING } from './serve-reader.ts'

export type PdfEvent = ExtractionEvent | ({ kind: 'form' } & { hasForm: boolean })

/** In milliseconds: a page that took longer is not read a second time for its fonts. */
const QUICK_PAGE = 500
const LETTER = { width: 612, height: 792 }

export async function* readPdf(
  document: PDFDocumentProxy,
  request: ReadRequest,
): AsyncGenerator<PdfEvent | typeof WORKING> {
  refuseByPageCount(document.numPages, request.pages)
  const { description, outline, hasForm } = await describe(document)
  yield { kind: 'form', hasForm }
  yield { kind: 'description', ...description }

  const reading = new Reading(document, request.characters)
  const headings = new Headings(outline)
  const sample = new Map<number, DraftPage>()
  for (const number of spread(document.numPages)) {
    const page = await reading.page(number, true)
    headings.learn(page.blocks)
    sample.set(number, page)
    yield WORKING
  }
  for (let number = 1; number <= document.numPages; number++) {
    const page = sample.get(number) ?? (await reading.page(number, false))
    sample.delete(number)
    if (!headings.knowsBody) headings.learn(page.blocks)
    yield { kind: 'page', page: withLevels(page, headings) }
  }
  reading.refuseIfNothingWasRead()
}

function refuseByPageCount(count: number, limit: number): void {
  if (count < 1) throw new PermanentError('This PDF has no pages.')
  if (count <= limit) return
  throw new PermanentError(
    `This document has ${grouped(count)} pages; at most ${grouped(limit)} can be processed. ` +
      'Split it and upload the parts.',
  )
}

/** One document's pages, the characters they may still have, and how many could not be read. */
class Reading {
  readonly #document: PDFDocumentProxy
  readonly #mostCharacters: number
  readonly #boldFonts = new Set<string>()
  #characters = 0
  #failures = 0
  #firstFailure = ''
  #lastSize = LETTER

  constructor(document: PDFDocumentProxy, mostCharacters: number) {
    this.#document = document
    this.#mostCharacters = mostCharacters
  }

  async page(number: number, findFonts: boolean): Promise<DraftPage> {
    try {
      const raw = await this.#read(number, findFonts)
      this.#characters += raw.characters
      this.#lastSize = { width: raw.width, height: raw.height }
      return shapePage(raw, this.#boldFonts)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      if (error instanceof TooManyCharacters) throw this.#refuseByCharacters()
      // A failed allocation is no fault of the page: the whole document is over its limit.
      if (isOutOfMemory(message)) throw error
      this.#failures++
      this.#firstFailure ||= message
      return { number, ...this.#lastSize, blocks: [] }
    }
  }

  async #read(number: number, findFonts: boolean): Promise<RawPage> {
    const page = await this.#document.getPage(number)
    try {
      const began = performance.now()
      const raw = await readRuns(page, this.#mostCharacters - this.#characters)
      if (findFonts && performance.now() - began < QUICK_PAGE) await findBoldFonts(page, this.#boldFonts)
      return raw
    } finally {
      page.cleanup()
    }
  }

  #refuseByCharacters(): PermanentError {
    const limit = grouped(this.#mostCharacters)
    return new PermanentError(
      `This document has more than ${limit} characters of text, the most that can be processed. ` +
        'Split it and upload the parts.',
    )
  }

  refuseIfNothingWasRead(): void {
    if (this.#failures < this.#document.numPages) return
    throw new PermanentError(`This PDF is damaged: none of its pages could be read (${this.#firstFailure}).`)
  }
}

/** The first page (it has the title), and others evenly over the document. */
function spread(count: number): number[] {
  const size = Math.min(count, SAMPLE_PAGES)
  return Array.from({ length: size }, (_, i) => 1 + Math.floor((i * count) / size))
}

function withLevels({ blocks, ...page }: DraftPage, headings: Headings): Page {
  return {
    ...page,
    blocks: blocks.map((block) => {
      const { bold: _, ...plain } = block
      return { ...plain, level: headings.levelOf(block, page.number) }
    }),
  }
}

const grouped = (count: number): string => count.toLocaleString('en')
