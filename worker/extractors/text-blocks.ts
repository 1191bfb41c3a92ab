// Lines to blocks: a paragraph, a heading, a row of a table. Reading order is the order of the content stream, which
// writers keep well; a jump up, to the side, or over a wide gap begins a new block. Pure.
import { needsSpace } from './clean-text.ts'
import { rowsOf } from './split-columns.ts'
import { gapBetween, type Segment } from './text-lines.ts'
import { union } from './text-run.ts'

/** One line of the page: its segments joined. */
export type Line = Segment & { isTableRow: boolean }

/** What stands between two cells of a row, in font sizes. Justified text has gaps too, but narrower ones. */
const CELL_GAP = 2
/** In font sizes. */
const INDENT = 0.7
const BULLET = /^(?:[•◦▪▫‣●○■□·–—*-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)])\s/

export function blocksOf(segments: readonly Segment[]): Line[][] {
  const lines = rowsOf(segments).map(lineOf)
  const pitch = linePitch(lines)
  const blocks: Line[][] = []
  for (const line of lines) {
    const block = blocks.at(-1)
    if (block && belongs(block, line, pitch)) block.push(line)
    else blocks.push([line])
  }
  return blocks
}

/** Segments as one line, in their order. */
export function lineOf(row: readonly Segment[]): Line {
  const line: Line = { ...row[0]!, isTableRow: false }
  let last = row[0]!
  for (const segment of row.slice(1)) {
    line.text += needsSpace(line.text, segment.text) ? ` ${segment.text}` : segment.text
    line.isTableRow ||= gapBetween(last, segment) > CELL_GAP * segment.size
    line.start = Math.min(line.start, segment.start)
    line.end = Math.max(line.end, segment.end)
    line.bold &&= segment.bold
    line.box = union(line.box, segment.box)
    last = segment
  }
  return line
}

/** The page's own distance from line to line, in font sizes: double spacing is no row of paragraphs. */
function linePitch(lines: readonly Line[]): number {
  const pitches: number[] = []
  for (let i = 1; i < lines.length; i++) {
    const [last, next] = [lines[i - 1]!, lines[i]!]
    const pitch = (next.baseline - last.baseline) / next.size
    if (Math.abs(next.size - last.size) < 0.5 && pitch > 0.8 && pitch < 2.5) pitches.push(pitch)
  }
  pitches.sort((a, b) => a - b)
  // The lower quartile: where paragraphs are short, most distances are those between paragraphs.
  return pitches[Math.floor(pitches.length / 4)] ?? 1.2
}

function belongs(block: readonly Line[], next: Line, pitch: number): boolean {
  const last = block.at(-1)!
  return (
    next.angle === last.angle &&
    !last.isTableRow &&
    !next.isTableRow &&
    isNextLine(last, next, pitch) &&
    isSameFace(last, next) &&
    gapBetween(last, next) < 0 &&
    !BULLET.test(next.text) &&
    !startsParagraph(block, next)
  )
}

function isNextLine(last: Line, next: Line, pitch: number): boolean {
  const distance = (next.baseline - last.baseline) / Math.max(last.size, next.size)
  return distance > 0.3 && distance < Math.max(pitch * 1.3, 1.25)
}

const isSameFace = (last: Line, next: Line): boolean =>
  last.bold === next.bold && Math.max(last.size, next.size) / Math.min(last.size, next.size) < 1.15

/** By indentation, or after a line that ends a sentence well before the margin. */
function startsParagraph(block: readonly Line[], next: Line): boolean {
  const last = block.at(-1)!
  if (isCentred(last, next)) return false
  const indent = next.rightToLeft ? last.end - next.end : next.start - last.start
  // The second line of a block may be set back (its first was indented) or in (a list's hanging indent).
  if (Math.abs(indent) > INDENT * next.size) {
    return block.length > 1 || (indent > 0 && !BULLET.test(last.text) && endsSentence(last))
  }
  return block.length > 1 && endsSentence(last) && endsEarly(block, last)
}

const isCentred = (last: Line, next: Line): boolean =>
  Math.abs(last.start + last.end - next.start - next.end) < 0.6 * next.size &&
  Math.abs(last.start - next.start) > 0.3 * next.size

const endsSentence = (line: Line): boolean => /[.!?:;。！？؟]["'”’)\]]?$/.test(line.text)

function endsEarly(block: readonly Line[], last: Line): boolean {
  // A few lines tell the margins; all of a very long block would cost its square.
  const recent = block.slice(-20)
  const left = Math.min(...recent.map((line) => line.start))
  const right = Math.max(...recent.map((line) => line.end))
  const slack = 0.25 * (right - left)
  return last.rightToLeft ? last.start > left + slack : last.end < right - slack
}
