// Plain text: paragraphs are set apart by blank lines, pages by form feeds.
import { joinLines, cleanText } from '../clean-text.ts'
import { decodeText } from './decode-text.ts'
import type { DocumentAbout } from './document-about.ts'
import { joinCells } from './join-cells.ts'
import type { PageWriter } from './page-writer.ts'

/** Shorter lines than these end where their writer ended them. */
const WRAPPED_LINE = 50
const LIST_ITEM = /^\s*(?:[-*•·–—+>|]|\(?\d{1,3}[.)]|\S*\t)/

export function readPlainText(bytes: Uint8Array, writer: PageWriter): DocumentAbout {
  const { text, encoding } = decodeText(bytes)
  const pages = text.split('\f')
  if (pages.length > 1) writer.trustPages()
  for (const [i, page] of pages.entries()) {
    if (i > 0) writer.breakPage()
    for (const paragraph of page.split(/(?:\r\n?|\n)[^\S\n]*(?:\r\n?|\n)\s*/)) writer.add(unwrap(paragraph))
  }
  return { title: null, metadata: { encoding } }
}

/** One text of lines that were broken to fit a width; any other lines stay lines, and tabs in them part cells. */
function unwrap(paragraph: string): string {
  const lines = paragraph.split(/\r\n?|\n/)
  const isWrapped = lines.every(
    (line, i) =>
      !LIST_ITEM.test(line) && (i === lines.length - 1 || (line.length >= WRAPPED_LINE && line.length < 160)),
  )
  return isWrapped
    ? joinLines(lines.map(cleanText)).text
    : lines.map((line) => joinCells(line.trimStart().split('\t'))).join('\n')
}
