import { afterAll, describe, expect, it } from 'vitest'
import { PermanentError } from '../../core/errors.ts'
import type { Block } from '../extractor.ts'
import { makePdf, makeTextPdf } from '../testing/make-pdf.ts'
import { readDocument } from '../testing/read-document.ts'
import { pdfExtractor } from './pdf.ts'

const extractor = pdfExtractor({ children: 1 })
afterAll(() => extractor.close())

const read = (bytes: Uint8Array, limits = {}) => readDocument(extractor, bytes, limits)
const texts = (blocks: Block[]) => blocks.map((block) => block.text)

describe('the text of a PDF', () => {
  it('comes in paragraphs, in reading order, page by page', async () => {
    const pages = [
      [
        'The first paragraph is long enough to be set in more than one line of this page, which is why it goes on.',
        'Second.',
      ],
      ['The other page.'],
    ]
    const { pages: found } = await read(makeTextPdf(pages))
    expect(found.map((page) => texts(page.blocks))).toEqual(pages)
    expect(found.map((page) => page.number)).toEqual([1, 2])
  })

  it('has no NUL and joins hyphenated lines, whose starts stay right', async () => {
    const lines = ['The \0efficient work-', 'flow of the state-of-the-', 'art goes on']
    const set = lines.map((text, i) => ({ text, x: 72, y: 100 + 14 * i, size: 12 }))
    const { pages } = await read(makePdf({ pages: [{ texts: set }] }))
    const block = pages[0]!.blocks[0]!
    expect(block.text).toBe('The efficient workflow of the state-of-the-art goes on')
    expect(block.lines.map((line) => block.text.slice(line.start).split(' ')[0])).toEqual(['The', 'flow', 'art'])
  })

  it('does not interleave two columns that are drawn line by line', async () => {
    const rows = [0, 1, 2, 3].flatMap((i) =>
      ['left', 'right'].map((side, column) => ({
        text: `the ${side} column has line ${i}`,
        x: 72 + column * 250,
        y: 100 + 14 * i,
        size: 12,
      })),
    )
    const { pages } = await read(makePdf({ pages: [{ texts: rows }] }))
    const [left, right] = texts(pages[0]!.blocks)
    expect(left).toMatch(/^(the left column has line \d ?){4}$/)
    expect(right).toMatch(/^(the right column has line \d ?){4}$/)
  })

  it('stays whole on a page of very many scattered letters, in few lines', async () => {
    const scattered = Array.from({ length: 12_000 }, (_, i) => ({
      text: 'x',
      x: (i * 37) % 600,
      y: 9 + ((i * 53) % 780),
      size: 1,
    }))
    const { pages, text } = await read(makePdf({ pages: [{ texts: scattered }] }))
    expect(text.replaceAll(/[^x]/g, '')).toHaveLength(12_000)
    expect(pages[0]!.blocks.length).toBeLessThan(1_000)
  })

  it('is empty, and no error, where there is none', async () => {
    const { pages } = await read(makePdf({ pages: [{ texts: [] }] }))
    expect(pages[0]).toEqual({ number: 1, width: 612, height: 792, blocks: [] })
  })
})

describe('headings', () => {
  const body = 'Text of the usual size that goes on for a while, so that it is the most of the document. '
  const texts = [
    { text: 'The title', x: 72, y: 80, size: 24 },
    { text: 'A section', x: 72, y: 120, size: 16 },
    { text: body, x: 72, y: 150, size: 11 },
    { text: 'Bold and short', x: 72, y: 190, size: 11, bold: true },
    { text: body, x: 72, y: 220, size: 11 },
    { text: 'Named by the outline', x: 72, y: 260, size: 11 },
    { text: body, x: 72, y: 290, size: 11 },
  ]

  it('get their levels from size, weight and the outline; all else has none', async () => {
    const outline = [{ title: '3. Named by the Outline', page: 1 }]
    const { pages } = await read(makePdf({ pages: [{ texts }], outline }))
    expect(pages[0]!.blocks.map((block) => block.level)).toEqual([1, 2, 0, 3, 0, 1, 0])
  })
})

describe('what a PDF says of itself', () => {
  it('is its title, metadata and outline', async () => {
    const { description } = await read(
      makePdf({
        title: 'On Engines',
        author: 'Ada Lovelace',
        info: { CreationDate: "D:20240102030405+01'00'", Keywords: 'engines' },
        outline: [{ title: 'Second page', page: 2 }],
        romanPages: true,
        language: 'de-CH',
        pages: [{ texts: [] }, { texts: [] }],
      }),
    )
    expect(description).toEqual({
      pageCount: 2,
      title: 'On Engines',
      metadata: {
        author: 'Ada Lovelace',
        keywords: 'engines',
        created: '2024-01-02T02:04:05.000Z',
        language: 'de-CH',
        pageLabels: ['i', 'ii'],
        pdfVersion: '1.7',
        outline: [{ title: 'Second page', level: 1, page: 2 }],
      },
    })
  })

  it.each(['Microsoft Word - report.doc', 'untitled', 'report.pdf', '  '])(
    'has no title where it is %j',
    async (title) => {
      const { description } = await read(makePdf({ title, pages: [{ texts: [] }] }))
      expect(description.title).toBeNull()
    },
  )

  it('has the fields of its form', async () => {
    const form = [
      { name: 'name', value: 'Grace Hopper' },
      { name: 'agreed', value: true },
      { name: 'refused', value: false },
    ]
    const { description } = await read(makePdf({ pages: [{ texts: [] }], form }))
    expect(description.metadata.formFields).toEqual([
      { name: 'name', type: 'text', value: 'Grace Hopper', page: 1 },
      { name: 'agreed', type: 'checkbox', value: true, page: 1 },
      { name: 'refused', type: 'checkbox', value: false, page: 1 },
    ])
  })
})

describe('a PDF that cannot be read', () => {
  const good = makeTextPdf([['Some text.'], ['More text.'], ['And more.']])

  it.each([
    ['that is empty', new Uint8Array(), /not a PDF/],
    ['that is something else', Buffer.from('<html>no</html>'), /not a PDF/],
    ['that is cut off early', good.subarray(0, 200), /not a PDF|damaged/],
    ['without pages', makePdf({ pages: [] }), /no pages/],
  ])('%s is refused', async (_, bytes, message) => {
    await expect(read(bytes)).rejects.toThrow(message)
    await expect(read(bytes)).rejects.toBeInstanceOf(PermanentError)
  })

  it('with too many pages is refused, with both numbers', async () => {
    const reading = read(good, { pages: 2 })
    await expect(reading).rejects.toThrow(
      new PermanentError('This document has 3 pages; at most 2 can be processed. Split it and upload the parts.'),
    )
  })

  it('with too many characters is refused', async () => {
    await expect(read(good, { characters: 15 })).rejects.toThrow(/more than 15 characters/)
    // What pdf.js throws for the stream that was stopped does not reach the next document.
    expect((await read(good)).pages).toHaveLength(3)
  })

  it('without its end is read all the same', async () => {
    const { text } = await read(good.subarray(0, good.length - 12))
    expect(text).toContain('And more.')
  })
})

describe('an encrypted PDF', () => {
  /** RC4, 40 bits, the user's password empty: everyone may open it. */
  const open = Buffer.from(
    'JVBERi0xLjQKMSAwIG9iago8PC9UeXBlL0NhdGFsb2cvUGFnZXMgMiAwIFI+PgplbmRvYmoKMiAwIG9iago8PC9UeXBlL1BhZ2VzL0tpZHNbMyAwIFJdL0NvdW50IDE+PgplbmRvYmoKMyAwIG9iago8PC9UeXBlL1BhZ2UvUGFyZW50IDIgMCBSL01lZGlhQm94WzAgMCA2MTIgNzkyXS9SZXNvdXJjZXM8PC9Gb250PDwvRjEgNSAwIFI+Pj4+L0NvbnRlbnRzIDQgMCBSPj4KZW5kb2JqCjQgMCBvYmoKPDwvTGVuZ3RoIDQ2Pj5zdHJlYW0K7VznLaWxdSMXhnKFu2oAZ9mIY0Ainxx+aATUlnt4gE3VdQy2kAQMgNIR4cjZBQplbmRzdHJlYW0KZW5kb2JqCjUgMCBvYmoKPDwvVHlwZS9Gb250L1N1YnR5cGUvVHlwZTEvQmFzZUZvbnQvSGVsdmV0aWNhPj4KZW5kb2JqCjYgMCBvYmoKPDwvRmlsdGVyL1N0YW5kYXJkL1YgMS9SIDIvUCAtNC9PPGM5MjQyMjY4N2ZhY2VlNjg2ZTM3M2YxMGI1YzdkMDQ3MzgwNTMxNTJmN2UyZWUzMGUxMWM2OWVjNDQyNTc2YWI+L1U8MTNmMzYzM2YzYzhmZTQxODY5NjQ4Y2ZhNTU1MmNlNjdkNTJhNzg2YzJjYTczN2Y4ZjljMGU0OTY0MDNjZDRhZT4+PgplbmRvYmoKeHJlZgowIDcKMDAwMDAwMDAwMCA2NTUzNSBmIAowMDAwMDAwMDA5IDAwMDAwIG4gCjAwMDAwMDAwNTQgMDAwMDAgbiAKMDAwMDAwMDEwNSAwMDAwMCBuIAowMDAwMDAwMjE3IDAwMDAwIG4gCjAwMDAwMDAzMTAgMDAwMDAgbiAKMDAwMDAwMDM3MyAwMDAwMCBuIAp0cmFpbGVyPDwvU2l6ZSA3L1Jvb3QgMSAwIFIvRW5jcnlwdCA2IDAgUi9JRFs8MzAzMTMyMzMzNDM1MzYzNzM4Mzk2MTYyNjM2NDY1NjY+PDMwMzEzMjMzMzQzNTM2MzczODM5NjE2MjYzNjQ2NTY2Pl0+PgpzdGFydHhyZWYKNTU4CiUlRU9G',
    'base64',
  )
  /** Other check bytes fit no password that is known. */
  const locked = Buffer.from(open.toString('latin1').replace('/U<13f363', '/U<000000'), 'latin1')

  it('is read where the password is empty', async () => {
    expect((await read(open)).text).toBe('Secret but open')
  })

  it('is refused where it is encrypted for certain recipients', async () => {
    const addressed = Buffer.from(open.toString('latin1').replace('/Filter/Standard', '/Filter/Adobe.PubSec'), 'latin1')
    await expect(read(addressed)).rejects.toThrow(/encrypted in a way that cannot be read.*Save it without/)
  })

  it('is refused where it needs a password', async () => {
    await expect(read(locked)).rejects.toThrow(
      new PermanentError('This PDF is encrypted and needs a password. Remove the password and upload it again.'),
    )
  })
})

it('leaks nothing of one document into the next', async () => {
  const [one, other] = ['alpha', 'omega'].map((word) =>
    makePdf({ title: word, pages: [{ texts: [{ text: word, x: 72, y: 72, size: 12 }] }] }),
  ) as [Uint8Array, Uint8Array]
  for (const [bytes, word] of [
    [one, 'alpha'],
    [other, 'omega'],
    [one, 'alpha'],
    [other, 'omega'],
  ] as const) {
    const { text, description } = await read(bytes)
    expect([text, description.title]).toEqual([word, word])
  }
})
