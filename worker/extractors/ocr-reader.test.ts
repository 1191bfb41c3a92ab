import { Readable } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'
import { NO_MEMORY, type ExtractionEvent } from '../extractor.ts'
import { GENEROUS_LIMITS, temporaryFile } from '../testing/read-document.ts'
import { OcrReader } from './ocr-reader.ts'

const reader = new OcrReader({ entry: new URL('ocr-pdf-child.ts', import.meta.url), children: 1, wasmModules: 2 })
afterAll(() => reader.close())

const TEXT = 'A page whose own text is long enough to be believed.'
const block = (text: string) => ({ text, level: 0, fontSize: 11, lines: [] })
const page = (number: number, text: string): Extract<ExtractionEvent, { kind: 'page' }> => ({
  kind: 'page',
  page: { number, width: 100, height: 100, blocks: text === '' ? [] : [block(text)] },
})

/** Of a file that cannot be drawn. */
async function read(events: ExtractionEvent[], limits = {}, mayShowMore = async () => true) {
  await using file = await temporaryFile(Buffer.from('no PDF at all'))
  const { signal } = new AbortController()
  const source = { path: file.path, limits: { ...GENEROUS_LIMITS, ...limits }, signal, memory: NO_MEMORY, mayShowMore }
  async function* given() {
    yield* events
  }
  return await Array.fromAsync(reader.read(given(), source))
}

it('pages with text pass as they are, and start no child', async () => {
  const events = [page(1, TEXT), page(2, TEXT)]
  expect(await read(events)).toEqual(events)
  expect(reader.pool.pids).toEqual([])
})

it('a page of few words is not read where there can be no more on it', async () => {
  const events = [page(1, 'Chapter One')]
  expect(await read(events, {}, async () => false)).toEqual(events)
  expect(reader.pool.pids).toEqual([])
})

it('a document that takes too long is left at what was read of it', async () => {
  const events = await read([page(1, ''), page(2, TEXT)], { documentTimeoutMs: 0 })
  expect(events).toEqual([
    { ...page(1, ''), ocr: { failure: expect.stringMatching(/takes too long.*Reprocess it/) } },
    page(2, TEXT),
  ])
  expect(reader.pool.pids).toEqual([])
})

it('a page that cannot be read costs only itself, and says why', async () => {
  expect(await read([page(1, TEXT), page(2, ''), page(3, TEXT)])).toEqual([
    page(1, TEXT),
    { ...page(2, ''), ocr: { failure: expect.stringMatching(/cannot be drawn/) } },
    page(3, TEXT),
  ])
})

it('whoever gives the pages is done with them before the first one is read, however many they are', async () => {
  await using file = await temporaryFile(Buffer.from('no PDF at all'))
  const { signal } = new AbortController()
  let given = 0
  async function* many() {
    for (let number = 1; number <= 200; number++) {
      given = number
      yield page(number, '')
    }
  }
  const source = { path: file.path, limits: GENEROUS_LIMITS, signal, memory: NO_MEMORY }
  const reading = reader.read(many(), source)
  await reading.next()
  expect(given).toBe(200)
  await reading.return(undefined)
})

it('pages full of text are not heaped up behind one that is being read', async () => {
  await using file = await temporaryFile(Buffer.from('no PDF at all'))
  const { signal } = new AbortController()
  const long = 'A page whose text is long. '.repeat(40_000)
  let given = 0
  async function* many() {
    yield page(1, '')
    for (let number = 2; number <= 20; number++) {
      given = number
      yield page(number, long)
    }
  }
  const reading = reader.read(many(), { path: file.path, limits: GENEROUS_LIMITS, signal, memory: NO_MEMORY })
  await reading.next()
  expect(given).toBe(3)
  await reading.return(undefined)
})

describe('text that looks like nonsense', () => {
  const nonsense = page(1, 'Xqzt brrp tkk fnord zzx kwq plmt vrr sqq dtt '.repeat(20))
  const pages = Array.from({ length: 30 }, (_, i) => ({ ...nonsense, page: { ...nonsense.page, number: i + 1 } }))

  /** How many of the pages are looked at, where OCR finds this on each. */
  async function countLooks(found: { confidence: number; text: string }): Promise<number> {
    await using file = await temporaryFile(Buffer.from('no PDF at all'))
    let looks = 0
    const recall = async (number: number, version: string) => {
      looks++
      return { number, version, confidence: found.confidence, blocks: [block(found.text)] }
    }
    const memory = { recall, keep: async () => {} }
    const { signal } = new AbortController()
    const given = Readable.from(pages) as AsyncIterable<ExtractionEvent>
    const events = reader.read(given, { path: file.path, limits: GENEROUS_LIMITS, signal, memory })
    expect(await Array.fromAsync(events)).toHaveLength(pages.length)
    return looks
  }

  it('is believed once OCR has not found better a few times', async () => {
    expect(await countLooks({ confidence: 90, text: 'xqzt brrp' })).toBeLessThanOrEqual(5)
  })

  it('is doubted to the end where OCR has', async () => {
    expect(await countLooks({ confidence: 90, text: `${TEXT} `.repeat(20) })).toBe(pages.length)
  })
})
