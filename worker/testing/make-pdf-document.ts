// The same document as other makers write, as a PDF: headings by size, rows with wide gaps.
import { makePdf, type MadeText } from './make-pdf.ts'
import type { MadeBlock, MadeDocument } from './made-document.ts'

const SIZES = { 1: 24, 2: 17, 3: 13 }
const LEFT = 72
const COLUMN = 120

export function makeDocumentPdf({ title, author, language: _, pages }: MadeDocument): Uint8Array<ArrayBuffer> {
  const about = { ...(title !== undefined && { title }), ...(author !== undefined && { author }) }
  return makePdf({ ...about, pages: pages.map((blocks) => ({ texts: setBlocks(blocks) })) })
}

function setBlocks(blocks: MadeBlock[]): MadeText[] {
  let y = 60
  return blocks
    .flatMap(linesOf)
    .map(({ cells, size }) => {
      y += size * 2
      return cells.map((text, i) => ({ text, x: LEFT + i * COLUMN, y, size }))
    })
    .flat()
}

type Line = { cells: string[]; size: number }

function linesOf(block: MadeBlock): Line[] {
  if (typeof block === 'string') return wrap(block).map((line) => ({ cells: [line], size: 11 }))
  if ('heading' in block) return [{ cells: [block.heading], size: SIZES[block.level] }]
  if ('list' in block) return block.list.map((item) => ({ cells: [`- ${item}`], size: 11 }))
  return block.table.map((cells) => ({ cells, size: 11 }))
}

const wrap = (text: string): string[] => text.match(/.{1,80}(?:\s|$)/g) ?? [text]
