// Walks the tree that officeparser makes of an office file and writes its blocks: headings, paragraphs, list items, rows.
import type { OfficeContentNode } from 'officeparser'
import { joinCells } from './join-cells.ts'
import type { PageWriter } from './page-writer.ts'

/** A break where the page ended when the document was last laid out, or where its writer ended it. */
const PAGE_BREAK = '\f'

export class OfficeBlocks {
  readonly #writer: PageWriter

  constructor(writer: PageWriter) {
    this.#writer = writer
  }

  write(nodes: readonly OfficeContentNode[]): void {
    for (const node of nodes) {
      this.#writeNode(node)
      // Footnotes stand with the paragraph that refers to them, a speaker's notes after the slide.
      this.write(notesOf(node))
    }
  }

  #writeNode(node: OfficeContentNode): void {
    if (UNREAD.has(node.type)) return
    if (node.type === 'slide' || node.type === 'sheet') this.#beginPage(node)
    if (node.type === 'heading') this.#addInPages(inlineText(node), Math.min(node.metadata?.level ?? 1, 6))
    else if (node.type === 'list') this.#addInPages(markerOf(node.metadata) + inlineText(node))
    else if (node.type === 'row') this.#writer.add(joinCells(cellsOf(node)))
    else if (node.type === 'code') this.#writer.addVerbatim(inlineText(node))
    else if (INLINE.has(node.type) && !hasBlocks(node)) this.#addInPages(inlineText(node))
    else this.write(node.children ?? [])
  }

  #beginPage(node: OfficeContentNode): void {
    // officeparser leaves out a slide without text, but counts it.
    const number = node.type === 'slide' ? (node.metadata?.slideNumber ?? 0) : 0
    do this.#writer.beginPage()
    while (this.#writer.pages.length < number)
    if (node.type === 'sheet') this.#writer.add(node.metadata?.sheetName ?? '', 1)
  }

  /** What stands after a page break in a paragraph stands on the next page. */
  #addInPages(text: string, level = 0): void {
    for (const [i, part] of text.split(PAGE_BREAK).entries()) {
      if (i > 0) this.#writer.breakPage()
      this.#writer.add(part, level)
    }
  }
}

const UNREAD: ReadonlySet<string> = new Set(['comment', 'header', 'footer', 'slideMaster'])
const INLINE: ReadonlySet<string> = new Set(['paragraph', 'text', 'break'])
const BLOCKS: ReadonlySet<string> = new Set(['paragraph', 'heading', 'list', 'table', 'row', 'slide', 'sheet'])

/** Of a block, also those that its runs of text refer to; within other nodes, blocks bring their own. */
function notesOf(node: OfficeContentNode): OfficeContentNode[] {
  const { notes = [], children = [] } = node
  return hasBlocks(node) || node.type === 'table' ? notes : [...notes, ...children.flatMap(notesOf)]
}

const hasBlocks = ({ children = [] }: OfficeContentNode): boolean => children.some(({ type }) => BLOCKS.has(type))

function inlineText(node: OfficeContentNode): string {
  if (node.type === 'break') return breakText(node.metadata?.breakType)
  const { children = [] } = node
  if (children.length === 0) return node.text ?? ''
  const between = hasBlocks(node) ? '\n' : ''
  return children.map(inlineText).join(between)
}

function breakText(kind: string | undefined): string {
  if (kind === 'page' || kind === 'lastRenderedPage') return PAGE_BREAK
  return kind === 'column' || kind === 'thematic' ? '' : '\n'
}

/** Spreadsheets leave empty cells out, but say in which column each is. */
function cellsOf(row: OfficeContentNode): string[] {
  const cells: string[] = []
  for (const [i, cell] of (row.children ?? []).entries()) {
    const column = cell.type === 'cell' ? (cell.metadata?.col ?? i) : i
    // A stray cell far to the right is no reason for a thousand empty ones before it.
    while (cells.length < column && column - cells.length < 50) cells.push('')
    cells.push(inlineText(cell).replaceAll(PAGE_BREAK, ' '))
  }
  return cells
}

type ListPlace = { listType?: string; itemIndex?: number }

const markerOf = ({ listType, itemIndex = 0 }: ListPlace = {}): string =>
  listType === 'ordered' ? `${itemIndex + 1}. ` : '• '
