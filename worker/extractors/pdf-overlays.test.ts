import { afterAll, expect, it } from 'vitest'
import { makePdf, type MadePage, type MadePdf } from '../testing/make-pdf.ts'
import { readDocument } from '../testing/read-document.ts'
import { pdfExtractor } from './pdf.ts'

const extractor = pdfExtractor({ children: 1 })
afterAll(() => extractor.close())

const LETTER_HEIGHT = 792
const PARAGRAPH = { text: 'Whoever mills at the tide fills in this form, and hands it in.', x: 72, y: 100, size: 11 }

async function blocksOf(page: MadePage, over: Pick<MadePdf, 'form' | 'stamps'>) {
  const { pages } = await readDocument(extractor, makePdf({ pages: [page], ...over }))
  return pages[0]!.blocks
}

const linesOf = (blocks: Awaited<ReturnType<typeof blocksOf>>) => blocks.flatMap(({ text }) => text.split('\n'))

// The fields of `form` stand at the foot of the page, 30 points apart, the first at the bottom.
const label = (text: string, place: number) => ({ text, x: 20, y: LETTER_HEIGHT - 46 - 30 * place, size: 11 })

it('what was filled in stands beside its label, though its viewer was to draw it', async () => {
  const texts = [PARAGRAPH, label('Owner:', 1), label('Mill:', 0)]
  const form = [
    { name: 'mill', value: 'Eling' },
    { name: 'owner', value: 'Ada Lovelace' },
    { name: 'paid', value: true },
  ]
  expect(linesOf(await blocksOf({ texts }, { form }))).toEqual([PARAGRAPH.text, 'Owner: Ada Lovelace', 'Mill: Eling'])
})

it('what is stamped on a page is read with its place, to within 3 points', async () => {
  const stamps = [{ text: 'RECEIVED 24 NOV 2026', x: 200, y: 300, size: 20 }]
  const blocks = await blocksOf({ texts: [PARAGRAPH] }, { stamps })
  const stamp = blocks.find(({ text }) => text === 'RECEIVED 24 NOV 2026')!
  const { x, y, height } = stamp.lines[0]!.box
  expect(Math.abs(x * 612 - 200)).toBeLessThan(3)
  expect(Math.abs((y + height) * LETTER_HEIGHT - 304)).toBeLessThan(3)
  expect(blocks.map(({ text }) => text)).toContain(PARAGRAPH.text)
})

it('a stamp between two texts of the page stands between them, and takes none of theirs with it', async () => {
  const set = (text: string, x: number) => ({ text, x, y: 300, size: 11 })
  const stamps = [set('1234567', 200)]
  const texts = [PARAGRAPH, set('Amount:', 72), set('EUR per year', 400)]
  expect(linesOf(await blocksOf({ texts }, { stamps }))).toEqual([PARAGRAPH.text, 'Amount: 1234567 EUR per year'])
})

it('a page with nothing but a stamp has its text', async () => {
  const stamps = [{ text: 'Void where prohibited by the miller', x: 72, y: 300, size: 20 }]
  expect(linesOf(await blocksOf({ texts: [] }, { stamps }))).toEqual(['Void where prohibited by the miller'])
})

it('on a page that is turned, it is turned with it', async () => {
  const form = [{ name: 'mill', value: 'Eling' }]
  const stamps = [{ text: 'COPY', x: 200, y: 300, size: 20 }]
  const blocks = await blocksOf({ texts: [PARAGRAPH], rotate: 180 }, { form, stamps })
  const stamp = blocks.find(({ text }) => text.includes('COPY'))!
  expect(Math.abs((stamp.lines[0]!.box.x + stamp.lines[0]!.box.width) * 612 - 412)).toBeLessThan(3)
  expect(linesOf(blocks)).toContain('Eling')
})

it('what no viewer shows is not read', async () => {
  const stamps = [{ text: 'SECRET', x: 200, y: 300, size: 20, hidden: true }]
  expect(linesOf(await blocksOf({ texts: [PARAGRAPH] }, { stamps }))).toEqual([PARAGRAPH.text])
})

it('thousands of fields that share a long value are refused in words, and in time', async () => {
  const form = Array.from({ length: 3_000 }, (_, i) => ({ name: `field ${i}`, value: 'to and fro '.repeat(500) }))
  const reading = readDocument(extractor, makePdf({ pages: [{ texts: [PARAGRAPH] }], form }), { characters: 1_000_000 })
  await expect(reading).rejects.toThrow(/more than 1,000,000 characters/)
})
