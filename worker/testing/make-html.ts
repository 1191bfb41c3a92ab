// A small HTML page, Markdown or plain text for tests.
import { escapeXml } from './make-archive.ts'
import type { MadeBlock, MadeDocument } from './made-document.ts'

export function makeHtml({ title, author, language, pages }: MadeDocument): Uint8Array<ArrayBuffer> {
  return bytesOf(`<!DOCTYPE html><html${language === undefined ? '' : ` lang="${language}"`}><head><meta charset="utf-8">
    ${title === undefined ? '' : `<title>${escapeXml(title)}</title>`}
    ${author === undefined ? '' : `<meta name="author" content="${escapeXml(author)}">`}</head>
    <body>${pages.flat().map(htmlOf).join('\n')}</body></html>`)
}

export function htmlOf(block: MadeBlock): string {
  if (typeof block === 'string') return `<p>${escapeXml(block)}</p>`
  if ('heading' in block) return `<h${block.level}>${escapeXml(block.heading)}</h${block.level}>`
  if ('list' in block) return `<ul>${block.list.map((item) => `<li>${escapeXml(item)}</li>`).join('')}</ul>`
  const rows = block.table.map((cells) => `<tr>${cells.map((cell) => `<td>${escapeXml(cell)}</td>`).join('')}</tr>`)
  return `<table>${rows.join('')}</table>`
}

export function makeMarkdown({ title, author, pages }: MadeDocument): Uint8Array<ArrayBuffer> {
  const about = [title !== undefined && `title: ${title}`, author !== undefined && `author: ${author}`].filter(Boolean)
  const front = about.length > 0 ? `---\n${about.join('\n')}\n---\n\n` : ''
  return bytesOf(front + pages.flat().map(markdownOf).join('\n\n'))
}

function markdownOf(block: MadeBlock): string {
  if (typeof block === 'string') return block
  if ('heading' in block) return `${'#'.repeat(block.level)} ${block.heading}`
  if ('list' in block) return block.list.map((item) => `- ${item}`).join('\n')
  const [head = [], ...rows] = block.table.map((cells) => `| ${cells.join(' | ')} |`)
  return [head, `|${' --- |'.repeat(block.table[0]?.length ?? 0)}`, ...rows].join('\n')
}

/** Pages end with a form feed. */
export function makeText({ pages }: MadeDocument): Uint8Array<ArrayBuffer> {
  return bytesOf(pages.map((blocks) => blocks.map(plainOf).join('\n\n')).join('\n\f'))
}

function plainOf(block: MadeBlock): string {
  if (typeof block === 'string') return block
  if ('heading' in block) return block.heading
  return 'list' in block
    ? block.list.map((item) => `- ${item}`).join('\n')
    : block.table.map((cells) => cells.join('\t')).join('\n')
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text))
