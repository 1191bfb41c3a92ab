// Reads by OCR what an extractor could not read: pages without usable text, in children, several at once. Everything
// else passes through, in its order.
import { PermanentError } from '../../core/errors.ts'
import type { Box, ExtractionEvent, ExtractionLimits, OcrMemory, OcrPage, Page } from '../extractor.ts'
import { atMost } from './at-most.ts'
import { ChildPool } from './child-pool.ts'
import { chooseText } from './choose-text.ts'
import { hasLittleText, isTrustworthy, needsOcr } from './needs-ocr.ts'
import { readInChild } from './read-in-child.ts'
import type { ReadPicture } from './read-picture.ts'
import { charactersOf, limitCharacters } from './too-many-characters.ts'

/** Changes with whatever changes what is read: pages that another version has read are read anew. */
const OCR_VERSION = 'tesseract 7.0.0 eng 1'

export type OcrEvent = ExtractionEvent | ({ kind: 'read'; milliseconds: number } & ReadPicture)

/** Measured: tesseract takes 110 MB for the largest picture, full of text, pdfium 150 for a colour scan of A4 at 600 dpi. */
const WASM_BYTES = 384 * 2 ** 20
const PAGES_PER_CHILD = 100
const TOO_LONG =
  'Reading this document by OCR takes too long. Reprocess it: the pages that were read are kept, and reading goes on.'
/**
 * Of the pages that are held back until one before them has been read: some megabytes. Scans have hardly any, so that who
 * reads the file itself is done with it long before OCR is, and free for other files.
 */
const MOST_WAITING_CHARACTERS = 2_000_000
/** Of the time for a page of text: for one look at a page, and for all of up to five, where 3 seconds are usual. */
const TIMES_FOR_A_LOOK = 2
const TIMES_FOR_A_PAGE = 4
/** So many doubts about a document's own text that OCR did not share are enough: it is code, or names, or a word list. */
const MOST_UNFOUNDED = 3
/** What a page takes when all cores are busy, and some more. */
const MORE_MS_PER_PAGE = 10_000

type Source = {
  path: string
  limits: ExtractionLimits
  signal: AbortSignal
  memory: OcrMemory
  /** Whether there can be more on a page than its text; asked at most once, and only for a page of few words. */
  mayShowMore?: () => Promise<boolean>
}

export type OcrOptions = {
  /** The module a child runs, and how many modules of WebAssembly that loads. */
  entry: URL
  wasmModules: number
  /** At most so many pages are read at once; each child takes about 150 MB when idle. */
  children: number
  addons?: boolean
}

export class OcrReader {
  readonly pool: ChildPool<OcrEvent>
  readonly #children: number

  constructor({ entry, wasmModules, children, addons = false }: OcrOptions) {
    const wasm = { wasmModules, wasmBytes: WASM_BYTES }
    this.pool = new ChildPool({ entry, children, filesPerChild: PAGES_PER_CHILD, addons, ...wasm })
    this.#children = children
  }

  close(): Promise<void> {
    return this.pool.close()
  }

  async *read(events: AsyncIterable<ExtractionEvent>, source: Source): AsyncGenerator<ExtractionEvent> {
    const ended = new AbortController()
    const signal = AbortSignal.any([source.signal, ended.signal])
    const time = new OcrTime(source.limits.documentTimeoutMs)
    const doubts = new Doubts()
    let showsMore: Promise<boolean> | undefined
    const mayShowMore = () => (showsMore ??= source.mayShowMore?.() ?? Promise.resolve(true))
    const inTurn = atMost(2 * this.#children)
    const readPage = (page: Page) =>
      inTurn(() => this.#readPage(page, { ...source, signal, mayShowMore }, time, doubts))
    const line: Place[] = []
    let waiting = 0
    const countCharacters = limitCharacters(source.limits.characters)
    const first = async () => {
      const place = line.shift()!
      waiting -= place.characters
      const event = await place.event
      if (event.kind === 'page') countCharacters(event.page)
      return event
    }
    try {
      for await (const event of events) {
        const place = placeFor(event, readPage)
        line.push(place)
        waiting += place.characters
        while (line[0] && (line[0].settled || waiting > MOST_WAITING_CHARACTERS)) yield await first()
      }
      while (line[0]) yield await first()
    } finally {
      ended.abort(new Error('The reading has ended.'))
      await Promise.allSettled(line.map(({ event }) => event))
    }
  }

  async #readPage(page: Page, source: Required<Source>, time: OcrTime, doubts: Doubts): Promise<ExtractionEvent> {
    const { number } = page
    source.signal.throwIfAborted()
    const isBelieved = hasSomeText(page) && isTrustworthy(page) && !page.isPicture
    if (isBelieved && !(await source.mayShowMore())) return { kind: 'page', page }
    if (doubts.areUnfounded && !hasLittleText(page)) return { kind: 'page', page }
    const kept = await source.memory.recall(number, OCR_VERSION)
    if (kept) return doubts.settle(page, chooseText(page, kept))
    if (time.isUp) return { kind: 'page', page, ocr: { failure: TOO_LONG } }
    const read = await this.#readInChild(page, source, time)
    if (read instanceof PermanentError) return { kind: 'page', page, ocr: { failure: read.message } }
    await source.memory.keep(read)
    return doubts.settle(page, chooseText(page, read))
  }

  /** Of a hundred pages ninety-nine are worth having, so a page that cannot be read is given as an error, not thrown. */
  async #readInChild(page: Page, source: Source, time: OcrTime): Promise<OcrPage | PermanentError> {
    const { path, signal } = source
    const { pageTimeoutMs } = source.limits
    const limits = {
      ...source.limits,
      pageTimeoutMs: TIMES_FOR_A_LOOK * pageTimeoutMs,
      documentTimeoutMs: TIMES_FOR_A_PAGE * pageTimeoutMs,
    }
    const request = { path, pages: limits.pages, characters: limits.characters, page: page.number, known: known(page) }
    const began = performance.now()
    try {
      // To its end: a child whose reading is broken off is replaced.
      const events = await Array.fromAsync(readInChild(this.pool, request, limits, signal))
      const read = events.find((event) => event.kind === 'read')
      if (!read) throw new Error('The reading process ended without having read the page.')
      time.spend(read.milliseconds)
      return { number: page.number, version: OCR_VERSION, confidence: read.confidence, blocks: read.blocks }
    } catch (error) {
      if (!(error instanceof PermanentError)) throw error
      time.spend(performance.now() - began)
      return error
    }
  }
}

const hasSomeText = (page: Page): boolean => page.blocks.some(({ text }) => text !== '')

/** Where text stands that need not be read again. */
const known = (page: Page): Box[] =>
  isTrustworthy(page) ? page.blocks.flatMap(({ lines }) => lines.map(({ box }) => box)) : []

/** A page in the line of those that are given in order. */
type Place = { event: Promise<ExtractionEvent>; characters: number; settled: boolean }

function placeFor(event: ExtractionEvent, read: (page: Page) => Promise<ExtractionEvent>): Place {
  const characters = event.kind === 'page' ? charactersOf(event.page) : 0
  if (event.kind !== 'page' || !needsOcr(event.page))
    return { event: Promise.resolve(event), characters, settled: true }
  const place: Place = { event: read(event.page), characters, settled: false }
  const settle = () => void (place.settled = true)
  place.event.then(settle, settle)
  return place
}

/** Whether the pages of a document whose text looks like nonsense have it replaced in the end. */
class Doubts {
  #unfounded = 0
  #founded = 0

  get areUnfounded(): boolean {
    return this.#founded === 0 && this.#unfounded >= MOST_UNFOUNDED
  }

  settle(page: Page, chosen: ExtractionEvent): ExtractionEvent {
    if (!hasLittleText(page)) {
      if ('ocr' in chosen) this.#founded++
      else this.#unfounded++
    }
    return chosen
  }
}

/** What all pages of a document may take together: its own time, and more with each page that was read. */
class OcrTime {
  #leftMs: number

  constructor(documentTimeoutMs: number) {
    this.#leftMs = documentTimeoutMs
  }

  spend(milliseconds: number): void {
    this.#leftMs += MORE_MS_PER_PAGE - milliseconds
  }

  get isUp(): boolean {
    return this.#leftMs <= 0
  }
}
