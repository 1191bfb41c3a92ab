// What every extractor promises, over a small file of every format.
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PermanentError } from '../../core/errors.ts'
import type { ExtractionEvent, Extractor } from '../extractor.ts'
import { makeArchive } from '../testing/make-archive.ts'
import type { MadeDocument } from '../testing/made-document.ts'
import { GENEROUS_LIMITS, temporaryFile } from '../testing/read-document.ts'
import { SAMPLE_DOCUMENT, SAMPLE_FORMATS, SAMPLE_PICTURES } from '../testing/sample-formats.ts'
import { imageExtractor } from './image.ts'
import { officeAndTextExtractor } from './office-and-text.ts'
import { pdfExtractor } from './pdf.ts'

const SAMPLES = [...SAMPLE_FORMATS, ...SAMPLE_PICTURES]
const extractors = createExtractors()
afterAll(() => closeAll(extractors))

function createExtractors(): Extractor[] {
  return [pdfExtractor({ children: 1 }), officeAndTextExtractor({ children: 1 }), imageExtractor({ children: 1 })]
}

const closeAll = (all: Extractor[]) => Promise.all(all.map((extractor) => extractor.close()))

const forMediaType = (mediaType: string, all = extractors): Extractor =>
  all.find((extractor) => extractor.mediaTypes.includes(mediaType))!

const NEVER = new AbortController().signal
/** Two sheets of paper in every format, whether it has pages or not. */
const LONG: MadeDocument = {
  pages: ['First', 'Second'].map((word) => [
    { heading: `${word} chapter`, level: 1 },
    ...Array.from({ length: 20 }, (_, i) => `${word} ${i}: ${'the miller opens the sluice at low water. '.repeat(3)}`),
  ]),
}
const SHORT: MadeDocument = { pages: [['Nothing but this.']] }
const TEXT_OF_SAMPLE = SAMPLE_DOCUMENT.pages.flat().flatMap((block) => {
  if (typeof block === 'string') return [block]
  if ('heading' in block) return [block.heading]
  return 'list' in block ? block.list : block.table.flat()
})
const wordsIn = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? []

async function read(extractor: Extractor, mediaType: string, bytes: Uint8Array, limits = {}, signal = NEVER) {
  await using file = await temporaryFile(bytes)
  const events: ExtractionEvent[] = []
  const reading = extractor.extract({ path: file.path, mediaType }, { ...GENEROUS_LIMITS, ...limits }, signal)
  for await (const event of reading) events.push(event)
  const pages = events.flatMap((event) => (event.kind === 'page' ? [event.page] : []))
  return { events, pages, blocks: pages.flatMap(({ blocks }) => blocks), description: events[0] as Described }
}

type Described = Extract<ExtractionEvent, { kind: 'description' }>

describe.each(SAMPLES)('the extractor of $name', (format) => {
  const { mediaType } = format
  const extractor = forMediaType(mediaType)
  let sample: Uint8Array
  beforeAll(async () => {
    sample = await format.make(SAMPLE_DOCUMENT)
  })
  let reading: ReturnType<typeof read> | undefined
  /** Once for all tests that look at what it gives: OCR takes seconds. */
  const readSample = () => (reading ??= read(extractor, mediaType, sample))

  it('gives the description once, first, and then every page in order', async () => {
    const { events, pages, description } = await readSample()
    expect(events.map(({ kind }) => kind)).toEqual(['description', ...pages.map(() => 'page')])
    expect(pages.map(({ number }) => number)).toEqual(pages.map((_, i) => i + 1))
    expect(description.pageCount).toBe(pages.length)
    expect(pages).toHaveLength(format.hasPages ? SAMPLE_DOCUMENT.pages.length : 1)
  })

  it('gives all of the text, in the order in which it is read', async () => {
    const { blocks } = await readSample()
    const found = wordsIn(blocks.map(({ text }) => text).join('\n'))
    const names = new Set(['Sheet', '1', '2'])
    const wanted = wordsIn(TEXT_OF_SAMPLE.join('\n'))
    expect(found.filter((word) => !names.has(word))).toEqual(wanted)
  })

  it('gives text that is fit to be stored', async () => {
    const { blocks } = await readSample()
    for (const { text, level, fontSize } of blocks) {
      expect(text.trim()).not.toBe('')
      expect(text.isWellFormed() && !text.includes('\0')).toBe(true)
      expect(level).toBeOneOf([0, 1, 2, 3, 4, 5, 6])
      expect(fontSize).toBeGreaterThanOrEqual(0)
    }
  })

  it('gives places within the page, in the order of the text, or none at all', async () => {
    const { blocks, pages } = await readSample()
    for (const { width, height } of pages) expect(Math.min(width, height)).toBeGreaterThanOrEqual(0)
    for (const { text, lines } of blocks) {
      const starts = lines.map(({ start }) => start)
      expect(starts).toEqual(starts.toSorted((a, b) => a - b))
      for (const { start, box } of lines) {
        expect(start).toBeLessThan(text.length)
        expect(Math.min(box.x, box.y, box.width, box.height)).toBeGreaterThanOrEqual(0)
        expect(Math.max(box.x + box.width, box.y + box.height)).toBeLessThanOrEqual(1.0001)
      }
    }
  })

  it('keeps the cells of a row together', async () => {
    const rows = (await readSample()).blocks.map(({ text }) => text)
    expect(rows).toContainEqual(expect.stringMatching(/rye\b.+\b12\b.+\b340/))
  })

  if (format.headings !== 'none')
    it('knows its headings', async () => {
      const { blocks } = await readSample()
      const headings = SAMPLE_DOCUMENT.pages
        .flat()
        .flatMap((block) => (typeof block === 'object' && 'heading' in block ? [block] : []))
        .filter(({ level }) => format.headings === 'all' || level === 1)
        .map(({ heading, level }) => ({ text: heading, level }))
      const found = blocks.filter(({ level }) => level > 0).map(({ text, level }) => ({ text, level }))
      expect(found).toEqual(headings)
    })

  if (format.hasTitle)
    it('knows title and author', async () => {
      const { description } = await readSample()
      expect(description.title).toBe('On Tide Mills')
      expect(description.metadata).toMatchObject({ author: 'Ada Lovelace' })
    })

  it('tells nothing of one file in the next', async () => {
    const other = await format.make(SHORT)
    await readSample()
    const { blocks, description } = await read(extractor, mediaType, other)
    expect(wordsIn(blocks.map(({ text }) => text).join(' ')).join(' ')).toMatch(/^(?:Sheet 1 )?Nothing but this$/)
    expect(description.title).not.toBe('On Tide Mills')
  })

  if (format.takesAnyBytes)
    it('takes an empty file for a page without text', async () => {
      const { pages } = await read(extractor, mediaType, new Uint8Array())
      expect(pages).toMatchObject([{ number: 1, blocks: [] }])
    })

  const wrong: [string, Uint8Array][] = [
    ['an empty file', new Uint8Array()],
    ['a file of something else', Buffer.from('{"neither": "a document", "nor": "a book"}')],
    ['an archive of something else', makeArchive({ 'letter.txt': 'Dear reader' })],
  ]
  if (!format.takesAnyBytes)
    it.each(wrong)('refuses %s in words that a person understands', async (_, bytes) => {
      const reading = read(extractor, mediaType, bytes)
      await expect(reading).rejects.toBeInstanceOf(PermanentError)
      await expect(reading).rejects.toThrow(/This (?:file|PDF|image) .*\.$/)
    })

  it('reads what is cut off as far as it goes, or refuses it', async () => {
    const outcome = await read(extractor, mediaType, sample.subarray(0, sample.length * 0.7)).catch((error) => error)
    if (!(outcome instanceof PermanentError)) expect(outcome.pages.length).toBeGreaterThan(0)
  })

  if (!format.alwaysOnePage)
    it('refuses more pages than are allowed, and says how many are', async () => {
      const long = await format.make(LONG)
      expect((await read(extractor, mediaType, long, { pages: 2 })).pages).toHaveLength(2)
      const reading = read(extractor, mediaType, long, { pages: 1 })
      await expect(reading).rejects.toThrow(/pages.*\b1\b|\b1\b.*pages/)
      await expect(reading).rejects.toBeInstanceOf(PermanentError)
    })

  it('refuses more characters than are allowed, and says how many are', async () => {
    const reading = read(extractor, mediaType, sample, { characters: 100 })
    await expect(reading).rejects.toThrow(/more than 100 characters/)
    await expect(reading).rejects.toBeInstanceOf(PermanentError)
  })

  it('stops when it is told to, with the reason it is given', async () => {
    const reason = new Error('The document was deleted.')
    await expect(read(extractor, mediaType, sample, {}, AbortSignal.abort(reason))).rejects.toBe(reason)
    await using file = await temporaryFile(sample)
    const abort = new AbortController()
    const stopped = (async () => {
      for await (const _ of extractor.extract({ path: file.path, mediaType }, GENEROUS_LIMITS, abort.signal)) {
        abort.abort(reason)
      }
    })()
    await expect(stopped).rejects.toBe(reason)
    expect((await read(extractor, mediaType, await format.make(SHORT))).pages.length).toBeGreaterThan(0)
  })
})

describe('all extractors', () => {
  it('read each media type once', () => {
    const mediaTypes = extractors.flatMap((extractor) => [...extractor.mediaTypes])
    expect(new Set(mediaTypes).size).toBe(mediaTypes.length)
    expect(SAMPLES.map(({ mediaType }) => mediaType).toSorted()).toEqual(mediaTypes.toSorted())
  })

  it.runIf(process.platform === 'linux')('leave no process behind when they are closed', async () => {
    const before = childProcesses()
    const all = createExtractors()
    for (const { mediaType, make } of SAMPLES) {
      await read(forMediaType(mediaType, all), mediaType, await make(SHORT))
    }
    expect(childProcesses().length).toBeGreaterThan(before.length)
    await closeAll(all)
    expect(childProcesses().filter((pid) => !before.includes(pid))).toEqual([])
  })
})

function childProcesses(): string[] {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && parentOf(pid) === process.pid)
}

function parentOf(pid: string): number {
  try {
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1])
  } catch {
    return Number.NaN
  }
}
