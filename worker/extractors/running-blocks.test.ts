import { describe, expect, it } from 'vitest'
import { documentText } from '../chunking/document-text.ts'
import type { ExtractionEvent, Page } from '../extractor.ts'
import { markRunning } from './running-blocks.ts'

type Line = [text: string, y: number]

const page = (number: number, lines: Line[]): Page => ({
  number,
  width: 600,
  height: 800,
  blocks: lines.map(([text, y]) => ({
    text,
    level: 1,
    fontSize: 10,
    lines: [{ start: 0, box: { x: 0.1, y, width: 0.8, height: 0.012 } }],
  })),
})

const body = (number: number): Line => [`What page ${number} says, and only that one.`, 0.4]

async function mark(pages: Page[]): Promise<Page[]> {
  const events = async function* (): AsyncGenerator<ExtractionEvent> {
    yield { kind: 'description', pageCount: pages.length, title: null, metadata: {} }
    for (const page of pages) yield { kind: 'page', page }
  }
  const marked: Page[] = []
  for await (const event of markRunning(events())) if (event.kind === 'page') marked.push(event.page)
  expect(marked.map(({ number }) => number)).toEqual(pages.map(({ number }) => number))
  return marked
}

const runningIn = async (pages: Page[]): Promise<string[]> =>
  (await mark(pages)).flatMap(({ blocks }) => blocks.filter((block) => block.running).map(({ text }) => text))

const pages = (count: number, lines: (number: number) => Line[]): Page[] =>
  Array.from({ length: count }, (_, i) => page(i + 1, [...lines(i + 1), body(i + 1)]))

describe('what runs over the pages', () => {
  it('is no heading and in no passage, but stays on its page', async () => {
    const marked = await mark(
      pages(3, (number) => [
        ['Annual report', 0.04],
        [`Page ${number} of 3`, 0.95],
      ]),
    )
    expect(marked[1]!.blocks.map(({ text, level, running }) => [text, level, running])).toEqual([
      ['Annual report', 0, true],
      ['Page 2 of 3', 0, true],
      ['What page 2 says, and only that one.', 1, undefined],
    ])
    expect(documentText(marked)).toBe([1, 2, 3].map((number) => body(number)[0]).join('\n\n'))
  })

  it('may take turns on left and right pages, and change with the chapter', async () => {
    const header = (number: number) => (number % 2 === 0 ? 'A Book' : number < 6 ? 'One' : 'Two')
    const found = await runningIn(pages(12, (number) => [[`${header(number)} ${number}`, 0.05]]))
    expect(found).toHaveLength(12)
  })

  it('is a page number where it grows with the pages, in roman numerals too', async () => {
    const roman = ['i', 'ii', 'iii', 'iv']
    expect(await runningIn(pages(4, (number) => [[roman[number - 1]!, 0.95]]))).toEqual(roman)
    expect(await runningIn(pages(2, (number) => [[`- ${number + 6} -`, 0.95]]))).toEqual(['- 7 -', '- 8 -'])
  })
})

describe('what is no header', () => {
  it.each<[string, (number: number) => Line[]]>([
    ['stands in the middle of the page', () => [['The same', 0.5]]],
    ['stands at another height on each page', (number) => [['The same', 0.02 * number]]],
    ['is a number that does not grow with the pages', (number) => [[String(number * 7), 0.95]]],
    ['is a caption with numbers of its own', (number) => [[`Figure ${number}.1: Result ${number * 25}`, 0.95]]],
  ])('%s', async (_, lines) => {
    expect(await runningIn(pages(5, lines))).toEqual([])
  })

  it('is on two pages only', async () => {
    expect(await runningIn(pages(2, () => [['The same', 0.04]]))).toEqual([])
  })
})
