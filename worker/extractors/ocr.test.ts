import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExtractionEvent, OcrMemory, OcrPage } from '../extractor.ts'
import { makePdf } from '../testing/make-pdf.ts'
import { drawScan, makeScanPdf } from '../testing/make-scan.ts'
import { GENEROUS_LIMITS, temporaryFile } from '../testing/read-document.ts'
import { pdfExtractor } from './pdf.ts'
import type { Raster } from './raster.ts'

const extractor = pdfExtractor({ children: 1 })
afterAll(() => extractor.close())

const LINES = ['The first line of a letter that was', 'scanned and carries no text of its own.', 'It ends here.']
const TEXT = 'This page carries its own text, which is as good as any that could be read from it.'
const BLANK: Raster = { width: 400, height: 300, grey: new Uint8Array(120_000).fill(250) }

/** What is read is kept here, as the extract stage keeps it. */
function createMemory(kept: OcrPage[] = []): OcrMemory & { kept: OcrPage[] } {
  return {
    kept,
    recall: async (number, version) => kept.find((page) => page.number === number && page.version === version) ?? null,
    keep: async (page) => void kept.push(page),
  }
}

async function read(bytes: Uint8Array, memory: OcrMemory, signal = new AbortController().signal) {
  await using file = await temporaryFile(bytes)
  const source = { path: file.path, mediaType: 'application/pdf' }
  return pagesOf(await Array.fromAsync(extractor.extract(source, GENEROUS_LIMITS, signal, memory)))
}

const isSure = (confidence: number) => confidence > 80 && confidence <= 100
const pagesOf = (events: ExtractionEvent[]) => events.flatMap((event) => (event.kind === 'page' ? [event] : []))

describe('a PDF of scans, of text and of an empty page', () => {
  let pages: ReturnType<typeof pagesOf>
  let bytes: Uint8Array
  const memory = createMemory()
  const textOf = (number: number) => pages[number - 1]!.page.blocks.map(({ text }) => text).join('\n')

  beforeAll(async () => {
    bytes = makeScanPdf([await drawScan(LINES), TEXT, BLANK, await drawScan(LINES, 1)])
    pages = await read(bytes, memory)
  })

  it('gives its pages in order, those without text as OCR has read them, and says how sure that is', () => {
    expect(pages.map(({ page }) => page.number)).toEqual([1, 2, 3, 4])
    expect(textOf(1)).toBe(LINES.join(' '))
    expect(textOf(2)).toBe(TEXT)
    expect(textOf(3)).toBe('')
    expect(pages.map(({ ocr }) => ocr !== undefined)).toEqual([true, false, false, true])
    for (const { ocr } of [pages[0]!, pages[3]!]) expect(ocr).toEqual({ confidence: expect.toSatisfy(isSure) })
  })

  it('has each line in its place', () => {
    const { page } = pages[0]!
    const [first] = page.blocks[0]!.lines
    // Of 12 points, from 20 points on the left, on a baseline 30 points from the top.
    expect(Math.abs(first!.box.x * page.width - 20)).toBeLessThan(3)
    expect(Math.abs((first!.box.y + first!.box.height) * page.height - 32.5)).toBeLessThan(3)
    expect(page.blocks[0]!.fontSize).toBeCloseTo(12, -1)
  })

  it('is read whichever way up a page lies, its lines in their places as the page is displayed', () => {
    expect(textOf(4)).toBe(LINES.join(' '))
    const { page } = pages[3]!
    const [first] = page.blocks[0]!.lines
    // Turned clockwise, the first line runs down along the right edge.
    expect(first!.box.height * page.height).toBeGreaterThan(5 * first!.box.width * page.width)
    expect(Math.abs(first!.box.y * page.height - 20)).toBeLessThan(3)
    expect(Math.abs((1 - first!.box.x - first!.box.width) * page.width - 30)).toBeLessThan(12)
  })

  it('is not read again where it is remembered, not even the page with nothing on it', async () => {
    expect(new Set(memory.kept.map(({ number }) => number))).toEqual(new Set([1, 3, 4]))
    const changed = memory.kept.map((page) => ({
      ...page,
      blocks: page.blocks.map((block) => ({ ...block, text: TEXT })),
    }))
    const again = createMemory(changed)
    const found = await read(bytes, again)
    expect(found.map(({ page }) => page.blocks[0]?.text)).toEqual([TEXT, TEXT, undefined, TEXT])
    expect(again.kept).toHaveLength(3)
  })

  it('is read again where another version of the reader has read it', async () => {
    const old = createMemory(memory.kept.map((page) => ({ ...page, version: 'an older one', blocks: [] })))
    await read(makeScanPdf([BLANK]), old)
    expect(old.kept).toHaveLength(4)
  })
})

it('stops reading at once when it is told to', async () => {
  const abort = new AbortController()
  const reason = new Error('The document was deleted.')
  const memory = { ...createMemory(), recall: async () => (abort.abort(reason), null) }
  await expect(read(makeScanPdf([BLANK, BLANK]), memory, abort.signal)).rejects.toBe(reason)
})

it('a scan with the line of a fax on it is read, and so is that line', async () => {
  const stamp = 'FROM TIDE MILLS LTD 2026-11-24 09:31 PAGE 1 OF 1'
  const [page] = await read(makeScanPdf([await drawScan(LINES)], stamp), createMemory())
  const text = page!.page.blocks.map((block) => block.text).join(' ')
  expect(text).toContain(LINES.join(' '))
  expect(text).toContain('TIDE MILLS')
})

it('a caption of a picture that leaves most of the page free is believed', async () => {
  const texts = [{ text: 'A caption that stands under its picture.', x: 72, y: 400, size: 12 }]
  const drawing = 'q 300 0 0 300 72 420 cm BI /W 1 /H 1 /CS /G /BPC 8 ID A EI Q'
  const memory = createMemory()
  const [page] = await read(makePdf({ pages: [{ texts, drawing }] }), memory)
  expect(page!.page.blocks.map(({ text }) => text)).toEqual([texts[0]!.text])
  expect(memory.kept).toEqual([])
})

it('a scanned form keeps what was filled in, much as it is, beside what OCR has read', async () => {
  const value = 'The miller fills in what the tide brings, day by day. '.repeat(8).trim()
  const form = [{ name: 'remarks', value }]
  const [page] = await read(makeScanPdf([await drawScan(LINES)], '', form), createMemory())
  const texts = page!.page.blocks.map((block) => block.text)
  expect(texts[0]).toBe(LINES.join(' '))
  expect(texts.join(' ')).toContain('The miller fills in what the tide brings')
  expect(page!.ocr).toBeDefined()
})

it('a slide with a picture behind it keeps its own text', async () => {
  const slide = await drawScan(['TIDE MILLS OF THE SOUTH'])
  const memory = createMemory()
  const [page] = await read(makeScanPdf([slide], 'Tide mills of the south, a talk of 2026'), memory)
  expect(memory.kept).toHaveLength(1)
  expect(page!.page.blocks.map(({ text }) => text)).toEqual(['Tide mills of the south, a talk of 2026'])
  expect(page!.ocr).toBeUndefined()
})
