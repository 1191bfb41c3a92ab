import { afterAll, describe, expect, it } from 'vitest'
import type { Block, Box, Page } from '../extractor.ts'
import { makePdf } from '../testing/make-pdf.ts'
import { readDocument } from '../testing/read-document.ts'
import { withoutCount } from '../testing/without-count.ts'
import { pdfExtractor } from './pdf.ts'

const extractor = pdfExtractor({ children: 1 })
afterAll(() => extractor.close())

const read = (bytes: Uint8Array) => readDocument(extractor, bytes)
const texts = (blocks: Block[]) => blocks.map((block) => block.text)

describe('boxes', () => {
  // Helvetica: "Hello" is 2.278 wide, rises 0.718 and falls 0.207 font sizes.
  const hello = { text: 'Hello', x: 100, y: 200, size: 12 }
  const expected = { left: 100, top: 191.4, right: 127.3, bottom: 202.5 }

  const inPoints = (box: Box, { width, height }: { width: number; height: number }) => ({
    left: box.x * width,
    top: box.y * height,
    right: (box.x + box.width) * width,
    bottom: (box.y + box.height) * height,
  })

  function expectNear(page: Page, corners: typeof expected, within = 3, block = 0): void {
    const found = inPoints(page.blocks[block]!.lines[0]!.box, page)
    for (const side of ['left', 'top', 'right', 'bottom'] as const) {
      expect(Math.abs(found[side] - corners[side]), `${side} of ${found[side]}`).toBeLessThan(within)
    }
  }

  it.each([
    [0 as const, expected],
    [90 as const, { left: 792 - 202.5, top: 100, right: 792 - 191.4, bottom: 127.3 }],
    [180 as const, { left: 612 - 127.3, top: 792 - 202.5, right: 512, bottom: 792 - 191.4 }],
    [270 as const, { left: 191.4, top: 612 - 127.3, right: 202.5, bottom: 512 }],
  ])('are right to three points on a page turned by %i degrees', async (rotate, corners) => {
    const { pages } = await read(makePdf({ pages: [{ texts: [hello], rotate }] }))
    expectNear(pages[0]!, corners)
  })

  it.each([
    [undefined, { width: 2.278, rise: 0.718, fall: 0.207 }],
    ['Times-Roman' as const, { width: 2.222, rise: 0.683, fall: 0.217 }],
    ['Courier' as const, { width: 3, rise: 0.629, fall: 0.157 }],
  ])('are right in every size of the font %s', async (font, { width, rise, fall }) => {
    const sizes = [6, 9, 12, 18]
    const texts = sizes.map((size, i) => ({ text: 'Hello', x: 90 + 60 * i, y: 120 + 150 * i, size, font }))
    const { pages } = await read(makePdf({ pages: [{ texts }] }))
    for (const [i, { x, y, size }] of texts.entries()) {
      const corners = { left: x, top: y - rise * size, right: x + width * size, bottom: y + fall * size }
      expectNear(pages[0]!, corners, 3, i)
    }
  })

  it.each([
    [0 as const, { width: 400, height: 500 }, { left: 50, top: 91.4, right: 77.3, bottom: 102.5 }],
    [90 as const, { width: 500, height: 400 }, { left: 500 - 102.5, top: 50, right: 500 - 91.4, bottom: 77.3 }],
  ])('are of what a page shows, where that is a part of it, turned by %i degrees', async (rotate, size, corners) => {
    const page = { texts: [hello], rotate, cropBox: [50, 192, 450, 692] as [number, number, number, number] }
    const { pages } = await read(makePdf({ pages: [page] }))
    expect(pages[0]).toMatchObject(size)
    expectNear(pages[0]!, corners)
  })

  it('are in points where the page counts in other units', async () => {
    const { pages } = await read(makePdf({ pages: [{ texts: [hello], userUnit: 2 }] }))
    expect(pages[0]).toMatchObject({ width: 1224, height: 1584 })
    expectNear(pages[0]!, { left: 200, top: 382.8, right: 254.6, bottom: 405 }, 6)
  })

  it.each([0, 90, 180, 270] as const)('are the same by the second reader, turned by %i degrees', async (rotate) => {
    const cropBox: [number, number, number, number] = [50, 192, 450, 692]
    const page = { texts: [hello, { ...hello, y: 300, size: 18, bold: true }], rotate, cropBox }
    const [first, second] = await Promise.all([
      read(makePdf({ pages: [page] })),
      read(withoutCount(makePdf({ pages: [page] }))),
    ])
    // pdfium goes over lines that stand apart in an order of its own.
    const bySize = ({ blocks, ...page }: Page): Page => ({
      ...page,
      blocks: blocks.toSorted((a, b) => a.fontSize - b.fontSize),
    })
    const [one, other] = [bySize(first.pages[0]!), bySize(second.pages[0]!)]
    expect(other).toMatchObject({ width: one.width, height: one.height })
    expect(texts(other.blocks)).toEqual(['Hello', 'Hello'])
    for (const i of [0, 1]) expectNear(other, inPoints(one.blocks[i]!.lines[0]!.box, one), 3, i)
  })
})

describe('lines and boxes', () => {
  const ruled = (y: number) => `0.5 w 72 ${y} m 540 ${y} l S`
  const drawing = `${[600, 620, 640, 660, 680].map(ruled).join('\n')} 0.9 g ${[300, 330, 360].map((y) => `100 ${y} 200 20 re f`).join(' ')} 0 g`
  const cell = { text: 'A cell of the table', x: 80, y: 100, size: 11 }

  it('are told at the end, where a document has enough of them', async () => {
    const { description, pages } = await read(makePdf({ pages: [{ texts: [cell], drawing }] }))
    const [rules] = description.metadata['rules'] as { page: number; lines: Box[]; boxes: Box[] }[]
    expect(rules).toMatchObject({ page: 1 })
    expect(rules!.boxes).toHaveLength(3)
    expect(Math.abs(rules!.boxes[0]!.x * 612 - 100)).toBeLessThan(3)
    expect(Math.abs(rules!.boxes[0]!.width * 612 - 200)).toBeLessThan(3)
    expect(rules!.lines.map((line) => Math.round(792 - line.y * 792)).toSorted((a, b) => a - b)).toEqual([
      600, 620, 640, 660, 680,
    ])
    expect(texts(pages[0]!.blocks)).toEqual(['A cell of the table'])
  })

  it('are not looked for where there are few', async () => {
    const { description } = await read(makePdf({ pages: [{ texts: [cell], drawing: ruled(600) }] }))
    expect(description.metadata['rules']).toBeUndefined()
  })
})
