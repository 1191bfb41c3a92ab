// Marks what pages repeat at their edges (headers, footers, page numbers), so that it is in no passage. It stays on its
// page: the text of a page is whole. Works on pages of any origin as they go by, and holds back a few of them.
import type { Block, ExtractionEvent, Page } from '../extractor.ts'

/** Left and right pages have headers of their own, chapters too: this far there are others of the same. */
const NEIGHBOURS = 4
/** Of the page's height, from above and from below, to the middle of the block. */
const EDGE = 0.12
/** Of the page's height: how far the same header may move. */
const SAME_PLACE = 0.01
const LONGEST = 200
const MOST_LINES = 3
/** A drawing has thousands of texts at its edges, and each is compared with each of its neighbours. */
const MOST_CANDIDATES = 24
/** Words that so many pages repeat at one place are no part of the text. */
const FEWEST_PAGES = 3

type Candidate = { block: Block; key: string; numbers: number[]; y: number; isNumber: boolean }
type PageEvent = Extract<ExtractionEvent, { kind: 'page' }>
type Held = { event: PageEvent; candidates: Candidate[] }

export async function* markRunning(events: AsyncIterable<ExtractionEvent>): AsyncGenerator<ExtractionEvent, void> {
  const pages: Held[] = []
  let next = 0
  const mark = () => ({ ...pages[next]!.event, page: marked(pages, next++) })
  for await (const event of events) {
    if (event.kind !== 'page') {
      yield event
      continue
    }
    pages.push({ event, candidates: candidatesOf(event.page) })
    // A page leaves when it has all its neighbours, and is dropped when it is no neighbour any more.
    if (next + NEIGHBOURS < pages.length) yield mark()
    if (next > NEIGHBOURS) {
      pages.shift()
      next--
    }
  }
  while (next < pages.length) yield mark()
}

function marked(pages: readonly Held[], at: number): Page {
  const { page } = pages[at]!.event
  const near = pages.filter((_, i) => Math.abs(i - at) <= NEIGHBOURS)
  const running = runningOf(pages[at]!, near)
  if (running.size === 0) return page
  // What repeats beside nothing else is no header but the text itself, of a few short pages.
  if (near.every((held) => runningOf(held, near).size === held.event.page.blocks.length)) return page
  const blocks = page.blocks.map((block) => (running.has(block) ? { ...block, level: 0, running: true } : block))
  return { ...page, blocks }
}

function runningOf(held: Held, near: readonly Held[]): Set<Block> {
  const others = near.filter((other) => other !== held)
  const running = held.candidates.filter((one) => isRunning(one, held.event.page.number, others))
  return new Set(running.map(({ block }) => block))
}

function isRunning(one: Candidate, page: number, others: readonly Held[]): boolean {
  const same = others.flatMap(
    ({
      event: {
        page: { number },
      },
      candidates,
    }) => candidates.filter((other) => isSame(one, other, number - page)).map((other) => ({ number, other })),
  )
  // A number alone is that of its page only if it grows as pages do.
  if (one.isNumber) return same.some(({ number, other }) => counts(one, other, number - page))
  return new Set(same.map(({ number }) => number)).size + 1 >= FEWEST_PAGES
}

/** The same words at the same place; numbers are the same, or count the pages. */
const isSame = (one: Candidate, other: Candidate, distance: number): boolean =>
  one.key === other.key &&
  Math.abs(one.y - other.y) < SAME_PLACE &&
  one.numbers.every((number, i) => [0, distance].includes(other.numbers[i]! - number))

const counts = (one: Candidate, other: Candidate, distance: number): boolean =>
  one.numbers.some((number, i) => other.numbers[i]! - number === distance)

function candidatesOf(page: Page): Candidate[] {
  const atEdges = page.blocks.flatMap((block) => {
    const first = block.lines[0]?.box
    const last = block.lines.at(-1)?.box
    if (!first || !last || block.text.length > LONGEST || block.lines.length > MOST_LINES) return []
    const y = (first.y + last.y + last.height) / 2
    return y > EDGE && y < 1 - EDGE ? [] : [{ block, y }]
  })
  const outermost = atEdges.toSorted((a, b) => distanceToEdge(a.y) - distanceToEdge(b.y)).slice(0, MOST_CANDIDATES)
  return outermost.map(({ block, y }) => ({ block, y, ...keyOf(block.text) }))
}

const distanceToEdge = (y: number): number => Math.min(y, 1 - y)

const NUMBER = /\d+|\b[ivxlc]+\b/g

/** The text with its numbers left out, and the numbers. */
function keyOf(text: string): Pick<Candidate, 'key' | 'numbers' | 'isNumber'> {
  const lower = text.toLowerCase()
  const numbers = (lower.match(NUMBER) ?? []).map((digits) => (/\d/.test(digits) ? Number(digits) : fromRoman(digits)))
  const key = lower.replaceAll(NUMBER, '#')
  return { key, numbers, isNumber: numbers.length > 0 && !/\p{L}/u.test(key.replaceAll(/\b(?:page|p|of)\b/g, '')) }
}

const ROMAN: Record<string, number> = { i: 1, v: 5, x: 10, l: 50, c: 100 }

function fromRoman(digits: string): number {
  const values = Array.from(digits, (digit) => ROMAN[digit]!)
  return values.reduce((sum, value, i) => sum + (value < (values[i + 1] ?? 0) ? -value : value), 0)
}
