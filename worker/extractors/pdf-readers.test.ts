import { afterAll, describe, expect, it } from 'vitest'
import type { Block } from '../extractor.ts'
import { makePdf, makeTextPdf } from '../testing/make-pdf.ts'
import { readDocument } from '../testing/read-document.ts'
import { withoutCount } from '../testing/without-count.ts'
import { pdfExtractor } from './pdf.ts'

const extractor = pdfExtractor({ children: 1 })
afterAll(() => extractor.close())

const read = (bytes: Uint8Array) => readDocument(extractor, bytes)
const texts = (blocks: Block[]) => blocks.map((block) => block.text)

describe('right-to-left text', () => {
  // As a writer of PDFs draws it: from left to right, the ligature of lam and alef one glyph, named as it is seen.
  const letters = { a: '\u0627', l: '\u0644', n: '\u0646', t: '\u062a', X: '\u0625\u0644', d: '\u064b', D: '\u0636' }
  const draw = (text: string, x: number) => ({ text, x, y: 100, size: 12, font: 'letters' as const })

  it('is in logical order, its ligatures too', async () => {
    const { text } = await read(makePdf({ letters, pages: [{ texts: [draw('tanXa', 300)] }] }))
    expect(text).toBe('\u0627\u0644\u0625\u0646\u0627\u062a')
  })

  it('keeps words of another script where they are read', async () => {
    const set = [draw('tan', 300), { text: 'Python', x: 250, y: 100, size: 12 }, draw('nal', 220)]
    const { pages } = await read(makePdf({ letters, pages: [{ texts: set }] }))
    expect(texts(pages[0]!.blocks)).toEqual(['\u0646\u0627\u062a Python \u0644\u0627\u0646'])
    const { x, width } = pages[0]!.blocks[0]!.lines[0]!.box
    expect(Math.abs(x * 612 - 220)).toBeLessThan(3)
    expect(Math.abs((x + width) * 612 - 318)).toBeLessThan(3)
  })
})

describe('a damaged PDF', () => {
  it('that pdf.js finds no pages in is read by pdfium, with what it says of itself', async () => {
    const pdf = makePdf({ title: 'Miscounted', pages: [{ texts: [{ text: 'Still here.', x: 72, y: 72, size: 12 }] }] })
    const { text, description } = await read(withoutCount(pdf))
    expect([text, description.title, description.pageCount]).toEqual(['Still here.', 'Miscounted', 1])
  })

  it('whose tree of pages goes round in circles is read by pdfium where pdf.js finds its page empty', async () => {
    const pdf = Buffer.from(makeTextPdf([['Some text.']])).toString('latin1')
    const looped = pdf.replace(/\/Kids \[(\d+ 0 R)\] \/Count 1/, '/Kids [2 0 R $1] /Count 2')
    expect(looped).not.toBe(pdf)
    expect((await read(Buffer.from(looped, 'latin1'))).text).toContain('Some text.')
  })
})

describe('a large document', () => {
  const two = pdfExtractor({ children: 2 })
  afterAll(() => two.close())
  const pages = Array.from({ length: 90 }, (_, i) => [`This is the text of page ${i + 1}, and of no other page.`])

  it('is read by several children at once, to the same pages in the same order', async () => {
    const [one, several] = await Promise.all([read(makeTextPdf(pages)), readDocument(two, makeTextPdf(pages))])
    expect(several).toEqual(one)
    expect(several.pages.map(({ blocks }) => texts(blocks))).toEqual(pages)
  })

  it('with too many characters in all is refused, though each child has read fewer', async () => {
    await expect(readDocument(two, makeTextPdf(pages), { characters: 3_000 })).rejects.toThrow(/more than 3,000/)
  })

  it('waits for one child only: more documents than children end', async () => {
    const reading = Array.from({ length: 5 }, () => readDocument(two, makeTextPdf(pages)))
    expect((await Promise.all(reading)).map((document) => document.pages.length)).toEqual([90, 90, 90, 90, 90])
  })
})
