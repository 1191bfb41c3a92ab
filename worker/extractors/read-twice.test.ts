import { deflateSync } from 'node:zlib'
import { afterAll, expect, it } from 'vitest'
import { makePdf, makeTextPdf } from '../testing/make-pdf.ts'
import { GENEROUS_LIMITS, temporaryFile } from '../testing/read-document.ts'
import { ChildPool } from './child-pool.ts'
import type { PdfEvent } from './read-pdf.ts'
import { readTwice } from './read-twice.ts'

const pool = new ChildPool<PdfEvent>({
  entry: new URL('pdf-child.ts', import.meta.url),
  children: 1,
  filesPerChild: 50,
})
afterAll(() => pool.close())

async function read(
  bytes: Uint8Array,
  onEvent: (event: PdfEvent) => void = () => {},
  limits = {},
  asked = {},
): Promise<PdfEvent[]> {
  await using file = await temporaryFile(bytes)
  const request = { path: file.path, pages: 1_000, characters: 50_000_000, ...asked }
  const signal = new AbortController().signal
  const events: PdfEvent[] = []
  await pool.takeTurn(signal)
  try {
    for await (const event of readTwice(pool, request, { ...GENEROUS_LIMITS, ...limits }, signal)) {
      onEvent(event)
      events.push(event)
    }
  } finally {
    pool.endTurn()
  }
  return events
}

const crash = () => pool.pids.forEach((pid) => process.kill(pid, 'SIGSEGV'))

it.each(['opened', 'description', 'page'])(
  'a PDF whose reader crashes after its first %s is read on by pdfium, nothing twice and nothing lost',
  async (kind) => {
    const pages = Array.from({ length: 30 }, (_, i) => [`This is the text of page ${i + 1}.`])
    let crashed = false
    const events = await read(makeTextPdf(pages), (event) => {
      if (crashed || event.kind !== kind) return
      crashed = true
      crash()
    })
    expect(events.filter((event) => event.kind === 'description')).toHaveLength(1)
    const found = events.flatMap((event) => (event.kind === 'page' ? [event.page] : []))
    expect(found.map(({ blocks }) => blocks.map((block) => block.text))).toEqual(pages)
    expect(found.map(({ number }) => number)).toEqual(pages.map((_, i) => i + 1))
  },
)

it('a PDF that neither can read in time is refused in the words for the first', async () => {
  const content = {
    bytes: deflateSync('BT /F1 9 Tf 9 9 Td '.padEnd(14_000_000, '(abc) Tj 0 1 Td ')),
    filters: ['FlateDecode'],
  }
  const reading = read(makePdf({ pages: [{ texts: [], content }] }), () => {}, { pageTimeoutMs: 200 })
  await expect(reading).rejects.toThrow(/takes too long: more than 0.2 s for a page/)
})

it('pages that the second reader does not find are there, without text', async () => {
  const asked = { reader: 'pdfium', pageCount: 30 }
  const events = await read(makeTextPdf([['One.'], ['Two.'], ['Three.'], ['Four.']]), () => {}, {}, asked)
  const pages = events.flatMap((event) => (event.kind === 'page' ? [event.page] : []))
  const texts = pages.map(({ blocks }) => blocks.map(({ text }) => text).join(' '))
  expect(texts).toEqual(['One.', 'Two.', 'Three.', 'Four.', ...Array(26).fill('')])
  expect(events[0]).toMatchObject({ kind: 'description', pageCount: 30 })
})
