// What tesseract read, as blocks of a page: cleaned and joined like the text of a PDF. Pure.
import type { Block, Box } from '../extractor.ts'
import { cleanText, joinLines } from './clean-text.ts'
import { turnedBack, type QuarterTurns } from './raster.ts'
import type { ReadBlock, ReadLine } from './tesseract.ts'

/** How the page was read: its picture's size after turning, in pixels. */
export type PictureSize = { width: number; height: number; dotsPerInch: number; turns: QuarterTurns }

/** Less sure lines are what pictures, rules and stains look like to a reader of letters. */
const LEAST_CONFIDENCE = 30
const POINTS_PER_INCH = 72
/** In heights of a line: between two lines of one paragraph. */
const WIDEST_GAP = 0.9

export function ocrBlocks(read: readonly ReadBlock[], picture: PictureSize): Block[] {
  return read.flatMap(({ paragraphs }) =>
    rejoin(paragraphs.map(({ lines }) => lines.filter(isReadable)).filter((lines) => lines.length > 0)).map((lines) =>
      blockOf(lines, picture),
    ),
  )
}

/** Marks alone are specks and rules. */
const isReadable = ({ text, confidence }: ReadLine): boolean =>
  confidence >= LEAST_CONFIDENCE && /[\p{L}\p{N}]/u.test(cleanText(text))

/** Tesseract ends a paragraph at many a line that only ends early: where the sentence goes on, so does the paragraph. */
function rejoin(paragraphs: readonly ReadLine[][]): ReadLine[][] {
  const joined: ReadLine[][] = []
  for (const lines of paragraphs) {
    const last = joined.at(-1)
    if (last && goesOn(last.at(-1)!, lines[0]!)) last.push(...lines)
    else joined.push([...lines])
  }
  return joined
}

function goesOn(last: ReadLine, next: ReadLine): boolean {
  const height = Math.max(last.rowAttributes.rowHeight, next.rowAttributes.rowHeight)
  return (
    /[\p{L}\p{N},-]$/u.test(last.text.trim()) &&
    /^\p{Ll}/u.test(next.text.trim()) &&
    next.bbox.y0 - last.bbox.y1 < WIDEST_GAP * height
  )
}

function blockOf(lines: readonly ReadLine[], picture: PictureSize): Block {
  const { text, starts } = joinLines(lines.map((line) => cleanText(line.text)))
  const heights = lines.map((line) => line.rowAttributes.rowHeight || line.bbox.y1 - line.bbox.y0)
  const height = heights.toSorted((a, b) => a - b)[Math.floor(heights.length / 2)]!
  return {
    text,
    level: 0,
    fontSize: Math.round(((height * POINTS_PER_INCH) / picture.dotsPerInch) * 10) / 10,
    lines: lines.map((line, i) => ({ start: starts[i]!, box: placeOf(line, picture) })),
  }
}

function placeOf({ bbox }: ReadLine, { width, height, turns }: PictureSize): Box {
  const [left, right] = [within(bbox.x0 / width), within(bbox.x1 / width)]
  const [top, bottom] = [within(bbox.y0 / height), within(bbox.y1 / height)]
  const box = turnedBack({ x: left, y: top, width: right - left, height: bottom - top }, turns)
  return { x: round(box.x), y: round(box.y), width: round(box.width), height: round(box.height) }
}

const within = (fraction: number): number => Math.min(Math.max(fraction, 0), 1)
const round = (value: number): number => Math.round(value * 10_000) / 10_000
