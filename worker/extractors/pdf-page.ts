// One page of a PDF, read with pdf.js: its text in blocks. Runs in the child.
import type { PDFPageProxy } from 'pdfjs-dist'
import type { Box, Page } from '../extractor.ts'
import { joinLines } from './clean-text.ts'
import type { DraftBlock } from './headings.ts'
import { splitColumns } from './split-columns.ts'
import { joinTableColumns } from './table-columns.ts'
import { blocksOf, lineOf, type Line } from './text-blocks.ts'
import { linesOf, type Segment } from './text-lines.ts'
import { placeRun, type FontStyle, type Matrix, type Rectangle, type TextItem, type TextRun } from './text-run.ts'

export type DraftPage = Omit<Page, 'blocks'> & { blocks: DraftBlock[] }
export type RawPage = Omit<Page, 'blocks'> & { runs: TextRun[]; characters: number }

const MOST_LINES = 10_000
const JOINED_LINES = 500
const PLAIN: FontStyle = { ascent: 0, descent: 0, vertical: false }

/** @param mostCharacters a page with more is not read to its end */
export async function readRuns(page: PDFPageProxy, mostCharacters: number): Promise<RawPage> {
  const viewport = page.getViewport({ scale: 1 })
  const transform = viewport.transform as unknown as Matrix
  const runs: TextRun[] = []
  const styles = new Map<string, FontStyle>()
  let characters = 0
  // pdf.js hands the text out in pieces: a text bomb is stopped at the limit, not after it has filled the memory.
  for await (const { items, styles: fonts } of page.streamTextContent() as unknown as AsyncIterable<TextContent>) {
    for (const [name, style] of Object.entries(fonts)) styles.set(name, style)
    for (const item of items) {
      characters += item.str.length
      runs.push(placeRun(item, styles.get(item.fontName) ?? PLAIN, transform, page.userUnit))
    }
    if (characters > mostCharacters) throw new TooManyCharacters()
  }
  return { number: page.pageNumber, width: viewport.width, height: viewport.height, runs, characters }
}

export function shapePage({ runs, isPicture, ...page }: RawPage, boldFonts: ReadonlySet<string>): DraftPage {
  const { number, width, height } = page
  const blocks = blocksOf(splitColumns(joinTableColumns(thinOut(linesOf(runs, boldFonts)))))
  return {
    number,
    width,
    height,
    blocks: blocks.map((lines) => draftBlock(lines, page)),
    ...(isPicture && { isPicture }),
  }
}

/** A drawing can have hundreds of thousands of one-letter lines: their text stays, their places are joined. */
function thinOut(lines: Segment[]): Segment[] {
  if (lines.length <= MOST_LINES) return lines
  const step = Math.ceil(lines.length / JOINED_LINES)
  return Array.from({ length: Math.ceil(lines.length / step) }, (_, i) => lineOf(lines.slice(i * step, (i + 1) * step)))
}

export class TooManyCharacters extends Error {}

type TextContent = { items: TextItem[]; styles: Record<string, FontStyle> }

function draftBlock(lines: readonly Line[], page: { width: number; height: number }): DraftBlock {
  const { text, starts } = joinLines(lines.map((line) => line.text))
  return {
    text,
    level: 0,
    fontSize: lines[0]!.size,
    bold: lines.every((line) => line.bold) && !lines[0]!.isTableRow,
    lines: lines.map((line, i) => ({ start: starts[i]!, box: fractions(line.box, page) })),
  }
}

/** A box in fractions of the page, cut to what is on it. Four digits are 0.1 point of a large page. */
function fractions(box: Rectangle, page: { width: number; height: number }): Box {
  const x = within(box.left / page.width)
  const y = within(box.top / page.height)
  return {
    x,
    y,
    width: round(within(box.right / page.width) - x),
    height: round(within(box.bottom / page.height) - y),
  }
}

const round = (value: number): number => Math.round(value * 10_000) / 10_000
/** Hostile files have places that are no numbers. */
const within = (fraction: number): number => (Number.isFinite(fraction) ? round(Math.min(Math.max(fraction, 0), 1)) : 0)
