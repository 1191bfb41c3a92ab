import { expect, test } from 'vitest'
import type { Block, Box } from '../extractor.ts'
import { spanBlocks } from './document-text.ts'
import { locateRegions } from './locate-regions.ts'
import { pagesOf, paragraph } from './testing/pages.ts'

const line = (x: number, y: number): Box => ({ x, y, width: 0.25, height: 0.0625 })

/** A block of one line for each box, ten characters each. */
const linesAt = (...boxes: Box[]): Block =>
  paragraph('ten chars '.repeat(boxes.length), { lines: boxes.map((box, index) => ({ start: index * 10, box })) })

const regionsOf = (blocks: Block[], start = 0, end = 1000) => locateRegions(spanBlocks(pagesOf(blocks)), start, end)

test('the lines of a paragraph are one region', () => {
  const block = linesAt(line(0.25, 0.125), line(0.125, 0.1875), line(0.125, 0.25))
  expect(regionsOf([block])).toEqual([{ page: 1, start: 0, x: 0.125, y: 0.125, width: 0.375, height: 0.1875 }])
})

test('only the lines that the text is in are shown', () => {
  const block = linesAt(line(0, 0.125), line(0, 0.1875), line(0, 0.25), line(0, 0.3125))
  expect(regionsOf([block], 10, 30)).toEqual([{ page: 1, start: 0, x: 0, y: 0.1875, width: 0.25, height: 0.125 }])
})

test('a paragraph that goes on in the next column is two regions', () => {
  const block = linesAt(line(0, 0.75), line(0, 0.8125), line(0.5, 0.125), line(0.5, 0.1875))
  expect(regionsOf([block]).map(({ x, y }) => [x, y])).toEqual([
    [0, 0.75],
    [0.5, 0.125],
  ])
})

test('rows close below one another are one region', () => {
  const rows = [0.125, 0.1875, 0.25, 0.3125].map((y) => linesAt(line(0, y)))
  expect(regionsOf(rows)).toEqual([{ page: 1, start: 0, x: 0, y: 0.125, width: 0.25, height: 0.25 }])
})

test('blocks far apart or side by side are regions of their own', () => {
  expect(regionsOf([linesAt(line(0, 0.125)), linesAt(line(0, 0.75))])).toHaveLength(2)
  expect(regionsOf([linesAt(line(0, 0.125)), linesAt(line(0.5, 0.125))])).toHaveLength(2)
})

test('each page has its own regions', () => {
  const spans = spanBlocks(pagesOf([linesAt(line(0, 0.875))], [linesAt(line(0, 0.875))]))
  expect(locateRegions(spans, 0, 100).map(({ page }) => page)).toEqual([1, 2])
})

test('each region says where in the text it begins', () => {
  const spans = spanBlocks(pagesOf([linesAt(line(0, 0.75), line(0, 0.8125))], [linesAt(line(0, 0.125))]))
  expect(locateRegions(spans, 4, 100).map(({ page, start }) => [page, start])).toEqual([
    [1, 0],
    [2, 18],
  ])
})

test('a line that hangs over the edge is shown to the edge', () => {
  const block = linesAt({ x: -0.5, y: 0.75, width: 2, height: 0.5 })
  expect(regionsOf([block])).toEqual([{ page: 1, start: 0, x: 0, y: 0.75, width: 1, height: 0.25 }])
})

test('blocks without lines have no regions', () => {
  expect(regionsOf([paragraph('Plain text has no place.')])).toEqual([])
})
