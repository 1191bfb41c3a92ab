// The text of a whole document, and which block and page each part of it came from.
import type { Block, Page } from '../extractor.ts'

/** A block, the page it is on, and where its text stands in the document's text. */
export type BlockSpan = { block: Block; page: number; start: number; end: number }

const BLANK_LINE = '\n\n'

/** The blocks of all pages joined by a blank line, without running headers and those that hold only white space. */
export function documentText(pages: readonly Page[]): string {
  return spanBlocks(pages)
    .map(({ block }) => block.text)
    .join(BLANK_LINE)
}

/** Where each block stands in {@link documentText}, in order. */
export function spanBlocks(pages: readonly Page[]): BlockSpan[] {
  const spans: BlockSpan[] = []
  let start = 0
  for (const page of pages) {
    for (const block of page.blocks) {
      if (block.running || block.text.trim() === '') continue
      const end = start + block.text.length
      spans.push({ block, page: page.number, start, end })
      start = end + BLANK_LINE.length
    }
  }
  return spans
}

/** The index of the last block that begins at `offset` or before it. */
export function blockIndexAt(spans: readonly BlockSpan[], offset: number): number {
  let low = 0
  let high = spans.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (spans[middle]!.start <= offset) low = middle
    else high = middle - 1
  }
  return low
}
