// One document's pages, the characters they may still have, and how many could not be read. Each page is read by
// pdf.js; by pdfium where pdf.js fails, and where pdfium reads better. Runs in the child.
import { FEW_CHARACTERS } from './needs-ocr.ts'
import { inspectDrawing } from './pdf-drawing.ts'
import { besideLabels, undrawn, type FieldValue } from './pdf-overlays.ts'
import { readRuns, shapePage, TooManyCharacters, type DraftPage, type RawPage } from './pdf-page.ts'
import type { PdfSource } from './pdf-source.ts'
import { readWithPdfium, takeOverlays, type Viewport } from './pdfium-page.ts'
import { coveredByPictures } from './pdfium-pictures.ts'
import { isOutOfMemory } from './serve-reader.ts'
import type { Matrix, TextRun } from './text-run.ts'
import { tooManyCharacters } from './too-many-characters.ts'

/** In milliseconds: a page that took longer is not read a second time for its drawing. */
const QUICK_PAGE = 500
/** Of its area: a page that pictures cover so far is a scan. */
const A_PICTURE = 0.7
const LETTER = { width: 612, height: 792 }
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/g
const NONSENSE = /[\p{Co}\ufffd\u0001-\u0008\u000e-\u001f]/gu
/** Of its characters: with more it is read by pdfium, which knows glyphs of several letters and some fonts better. */
const MOST_RIGHT_TO_LEFT = 0.2
const MOST_NONSENSE = 0.05

export class PdfReading {
  readonly #source: PdfSource
  readonly #mostCharacters: number
  readonly #overlays: ReadonlyMap<number, FieldValue[]>
  readonly #boldFonts = new Set<string>()
  /** Drawn by the pages whose drawing was looked at. */
  paths = 0
  failures = 0
  firstFailure = ''
  #characters = 0
  #lastSize = LETTER

  constructor(source: PdfSource, overlays: ReadonlyMap<number, FieldValue[]>, mostCharacters: number) {
    this.#source = source
    this.#overlays = overlays
    this.#mostCharacters = mostCharacters
  }

  async page(number: number, inspect: boolean): Promise<DraftPage> {
    try {
      const raw = await this.#read(number, inspect)
      this.#characters += raw.characters
      if (this.#characters > this.#mostCharacters) throw new TooManyCharacters()
      this.#lastSize = { width: raw.width, height: raw.height }
      return shapePage(raw, this.#boldFonts)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      if (error instanceof TooManyCharacters) throw tooManyCharacters(this.#mostCharacters)
      // A failed allocation is no fault of the page: the whole document is over its limit.
      if (isOutOfMemory(message)) throw error
      this.failures++
      this.firstFailure ||= message
      return { number, ...this.#lastSize, blocks: [] }
    }
  }

  async #read(number: number, inspect: boolean): Promise<RawPage> {
    try {
      return await this.#readWithPdfJs(number, inspect)
    } catch (error) {
      if (error instanceof TooManyCharacters || isOutOfMemory(String(error))) throw error
      const second = await this.#readWithPdfium(number)
      if (!second) throw error
      return withOverlays(second, await this.#drawnOver(number))
    }
  }

  async #readWithPdfJs(number: number, inspect: boolean): Promise<RawPage> {
    if (!this.#source.document) throw new Error(`page ${number} is damaged`)
    const page = await this.#source.document.getPage(number)
    try {
      const began = performance.now()
      const raw = await readRuns(page, this.#mostCharacters - this.#characters)
      if (inspect && performance.now() - began < QUICK_PAGE) this.paths += await inspectDrawing(page, this.#boldFonts)
      const { width, height, transform } = page.getViewport({ scale: 1 })
      const shown = { width, height, transform: transform as unknown as Matrix, scale: page.userUnit }
      const own = mayReadBetter(raw) ? fuller(raw, await this.#readWithPdfium(number, shown)) : raw
      const isPicture = await this.#isPicture(own)
      const values = this.#overlays.get(number)
      if (!values) return { ...own, isPicture }
      const drawn = await this.#drawnOver(number, shown)
      return { ...withOverlays(own, [...drawn, ...undrawn(values, drawn, shown.transform)]), isPicture }
    } finally {
      page.cleanup()
    }
  }

  /** By the text that is the page's own. Without any, it is one for OCR in any case, unless something stands over it. */
  async #isPicture(own: RawPage): Promise<boolean> {
    const characters = textOf(own).length
    if (characters >= FEW_CHARACTERS || (characters === 0 && !this.#overlays.has(own.number))) return false
    const covered = await this.#source.withSecond((document) => coveredByPictures(document, own.number))
    return covered !== null && covered >= A_PICTURE
  }

  async #readWithPdfium(number: number, shown?: Viewport): Promise<RawPage | null> {
    return await this.#source.withSecond((document) => readWithPdfium(document, number, this.#boldFonts, shown))
  }

  async #drawnOver(number: number, shown?: Viewport): Promise<TextRun[]> {
    const overlays = await this.#source.withSecond((document) => takeOverlays(document, number, this.#boldFonts, shown))
    return overlays ?? []
  }
}

/** An empty page may be a scan, or one that pdf.js lost in a damaged file. */
function mayReadBetter(raw: RawPage): boolean {
  const text = textOf(raw)
  const most = text.length
  return (
    most === 0 || count(text, RIGHT_TO_LEFT) > most * MOST_RIGHT_TO_LEFT || count(text, NONSENSE) > most * MOST_NONSENSE
  )
}

/** The second reading, unless it misses a good part of what the first one found, or is the greater nonsense. */
function fuller(first: RawPage, second: RawPage | null): RawPage {
  if (!second) return first
  const [one, other] = [textOf(first), textOf(second)]
  const isWhole = other.length >= one.length * 0.8
  return isWhole && count(other, NONSENSE) <= count(one, NONSENSE) ? second : first
}

function withOverlays(raw: RawPage, overlays: readonly TextRun[]): RawPage {
  const characters = overlays.reduce((sum, { text }) => sum + text.length, raw.characters)
  return { ...raw, runs: besideLabels(raw.runs, overlays), characters }
}

const textOf = ({ runs }: RawPage): string =>
  runs
    .map((run) => run.text)
    .join('')
    .replaceAll(/\s+/g, '')

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0
