// pdf2json's lines and filled boxes of a page: what frames a table or a form. Runs in the child; pure.
import type { Page } from 'pdf2json'
import type { Box } from '../extractor.ts'

/** In fractions of the page; a line is a box without height, or without width. */
export type PageRules = { page: number; lines: Box[]; boxes: Box[] }

/** A page with more is a drawing. */
const MOST_OF_A_PAGE = 300

type Placed = { x: number; y: number; w: number; h: number }
type Ruled = { x: number; y: number; l: number }

/** Null where there are none, or too many to mean something. */
export function rulesOf(page: Page, number: number): PageRules | null {
  const { Width: width, Height: height } = page
  const box = (x: number, y: number, w: number, h: number): Box => ({
    x: fraction(x / width),
    y: fraction(y / height),
    width: fraction(w / width),
    height: fraction(h / height),
  })
  const lines = [
    ...(page.HLines as unknown as Ruled[]).map(({ x, y, l }) => box(x, y, l, 0)),
    ...(page.VLines as unknown as Ruled[]).map(({ x, y, l }) => box(x, y, 0, l)),
  ]
  const boxes = (page.Fills as unknown as Placed[])
    .map(({ x, y, w, h }) => box(x, y, w, h))
    // One over the whole page is its paper.
    .filter((found) => found.width > 0 && found.height > 0 && found.width * found.height < 0.9)
  const count = lines.length + boxes.length
  return count === 0 || count > MOST_OF_A_PAGE ? null : { page: number, lines, boxes }
}

const fraction = (value: number): number => Math.round(Math.min(Math.max(value, 0), 1) * 10_000) / 10_000
