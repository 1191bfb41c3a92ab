// Finds where a part of the document's text stands on its pages, in as few boxes as show it truly.
import type { Box } from '../extractor.ts'
import type { Region } from './chunk.ts'
import { blockIndexAt, type BlockSpan } from './document-text.ts'

type Line = { page: number; block: number; start: number; box: Box }

/** The regions of `documentText.slice(start, end)`: one for each run of lines that go down the page together. */
export function locateRegions(spans: readonly BlockSpan[], start: number, end: number): Region[] {
  const regions: Region[] = []
  let previous: Line | undefined
  for (const line of linesBetween(spans, start, end)) {
    const region = regions.at(-1)
    if (region && previous && continues(previous, line, region)) Object.assign(region, union(region, line.box))
    else regions.push({ page: line.page, start: Math.max(0, line.start - start), ...line.box })
    previous = line
  }
  return regions
}

function* linesBetween(spans: readonly BlockSpan[], start: number, end: number): Generator<Line> {
  for (let index = blockIndexAt(spans, start); index < spans.length && spans[index]!.start < end; index++) {
    const { block, page, start: blockStart } = spans[index]!
    for (const [number, { start: lineStart, box }] of block.lines.entries()) {
      const from = number === 0 ? 0 : lineStart
      const to = block.lines[number + 1]?.start ?? block.text.length
      if (blockStart + from < end && blockStart + to > start)
        yield { page, block: index, start: blockStart + from, box: insidePage(box) }
    }
  }
}

/** Whether a line goes on where the one before it ended: the same block, or the next one close below in the column. */
function continues(previous: Line, line: Line, region: Region): boolean {
  if (previous.page !== line.page) return false
  const jumpsUp = line.box.y + line.box.height < previous.box.y
  if (jumpsUp) return false
  if (previous.block === line.block) return true
  const gap = line.box.y - (region.y + region.height)
  const besides = line.box.x > region.x + region.width || region.x > line.box.x + line.box.width
  return !besides && gap <= 2 * Math.max(previous.box.height, line.box.height)
}

function union(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x)
  const y = Math.min(a.y, b.y)
  const width = Math.max(a.x + a.width, b.x + b.width) - x
  const height = Math.max(a.y + a.height, b.y + b.height) - y
  return { x, y, width: Math.min(width, 1 - x), height: Math.min(height, 1 - y) }
}

/** Text may hang over the edge of its page. */
function insidePage(box: Box): Box {
  const x = fraction(box.x)
  const y = fraction(box.y)
  return { x, y, width: fraction(box.x + box.width) - x, height: fraction(box.y + box.height) - y }
}

function fraction(value: number): number {
  return Math.min(1, Math.max(0, value))
}
