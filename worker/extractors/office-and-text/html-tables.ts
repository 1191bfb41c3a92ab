// Keeps the rows of HTML tables together, their cells apart. A table that is only there for the layout (its cells have
// headings or tables in them) is taken apart: its blocks stand for themselves.
import type { BlockSink } from './html-blocks.ts'
import { joinCells } from './join-cells.ts'

type CellBlock = { text: string; level: number; verbatim: boolean }
type Row = { cells: CellBlock[][]; isLayout: boolean }

export class HtmlTables {
  readonly #page: BlockSink
  readonly #rows: Row[] = []
  /** Where blocks go now: to the page, or into the cell that is open. */
  readonly sink: BlockSink = {
    add: (text, level = 0) => this.#put({ text, level, verbatim: false }),
    addVerbatim: (text) => this.#put({ text, level: 0, verbatim: true }),
  }

  constructor(page: BlockSink) {
    this.#page = page
  }

  open(name: string): void {
    const row = this.#rows.at(-1)
    if (name === 'tr') this.#rows.push({ cells: [], isLayout: false })
    else if (name === 'table' && row) row.isLayout = true
    else if (name === 'td' || name === 'th') row?.cells.push([])
  }

  close(name: string): void {
    if (name === 'tr') this.#endRow()
  }

  /** What was left open ends with its page. */
  end(): void {
    while (this.#rows.length > 0) this.#endRow()
  }

  #put(block: CellBlock): void {
    const row = this.#rows.at(-1)
    if (!row) return block.verbatim ? this.#page.addVerbatim(block.text) : this.#page.add(block.text, block.level)
    if (block.level > 0) row.isLayout = true
    const cell = row.cells.at(-1)
    if (cell) cell.push(block)
    else row.cells.push([block])
  }

  #endRow(): void {
    const row = this.#rows.pop()
    if (!row) return
    if (row.isLayout) for (const block of row.cells.flat()) this.#put(block)
    else
      this.#put({
        text: joinCells(row.cells.map((cell) => cell.map(({ text }) => text).join(' '))),
        level: 0,
        verbatim: false,
      })
  }
}
