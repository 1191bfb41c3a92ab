// A small OpenDocument for tests: a text (odt) whose pages end with a page break, or a presentation (odp), or sheets (ods).
import { escapeXml, makeArchive, type Parts } from './make-archive.ts'
import type { MadeBlock, MadeDocument } from './made-document.ts'

export type OpenDocumentKind = 'text' | 'presentation' | 'spreadsheet'

const NAMESPACES = ['office', 'text', 'table', 'style', 'meta', 'presentation']
  .map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`)
  .concat(
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"',
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"',
    'xmlns:dc="http://purl.org/dc/elements/1.1/"',
  )
  .join(' ')

export function makeOpenDocument(document: MadeDocument, kind: OpenDocumentKind = 'text'): Uint8Array<ArrayBuffer> {
  return makeArchive(openDocumentParts(document, kind))
}

export function openDocumentParts(document: MadeDocument, kind: OpenDocumentKind = 'text'): Parts {
  return {
    mimetype: `application/vnd.oasis.opendocument.${kind}`,
    'META-INF/manifest.xml': `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
      <manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.${kind}"/>
      <manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>`,
    'meta.xml': `<office:document-meta ${NAMESPACES}><office:meta>${metaOf(document)}</office:meta></office:document-meta>`,
    'content.xml': `<?xml version="1.0" encoding="UTF-8"?><office:document-content ${NAMESPACES}>
      <office:automatic-styles><style:style style:name="NewPage" style:family="paragraph" style:parent-style-name="Standard">
      <style:paragraph-properties fo:break-before="page"/></style:style></office:automatic-styles>
      <office:body><office:${kind}>${BODIES[kind](document.pages)}</office:${kind}></office:body></office:document-content>`,
  }
}

const metaOf = ({ title, author, language }: MadeDocument): string =>
  [
    title !== undefined && `<dc:title>${escapeXml(title)}</dc:title>`,
    author !== undefined && `<meta:initial-creator>${escapeXml(author)}</meta:initial-creator>`,
    language !== undefined && `<dc:language>${language}</dc:language>`,
    '<meta:creation-date>2024-01-02T03:04:05</meta:creation-date>',
  ]
    .filter(Boolean)
    .join('')

const BODIES: Record<OpenDocumentKind, (pages: MadeBlock[][]) => string> = {
  text: (pages) => pages.map((blocks) => blocks.map(blockOf).join('')).join('<text:p text:style-name="NewPage"/>'),
  presentation: (pages) =>
    pages
      .map((blocks, i) => `<draw:page draw:name="page${i + 1}">${blocks.map(frameOf).join('')}</draw:page>`)
      .join(''),
  spreadsheet: (pages) =>
    pages
      .map((blocks, i) => `<table:table table:name="Sheet ${i + 1}">${blocks.map(rowsOf).join('')}</table:table>`)
      .join(''),
}

const paragraph = (text: string): string => `<text:p>${escapeXml(text)}</text:p>`

function blockOf(block: MadeBlock): string {
  if (typeof block === 'string') return paragraph(block)
  if ('heading' in block) return `<text:h text:outline-level="${block.level}">${escapeXml(block.heading)}</text:h>`
  if ('list' in block) {
    return `<text:list>${block.list.map((item) => `<text:list-item>${paragraph(item)}</text:list-item>`).join('')}</text:list>`
  }
  return `<table:table>${rowsOf(block)}</table:table>`
}

function frameOf(block: MadeBlock): string {
  const isTitle = typeof block === 'object' && 'heading' in block && block.level === 1
  const content = isTitle ? paragraph(block.heading) : blockOf(block)
  return `<draw:frame${isTitle ? ' presentation:class="title"' : ''}>${
    typeof block === 'object' && 'table' in block ? content : `<draw:text-box>${content}</draw:text-box>`
  }</draw:frame>`
}

function rowsOf(block: MadeBlock): string {
  const rows =
    typeof block === 'string'
      ? [[block]]
      : 'table' in block
        ? block.table
        : 'list' in block
          ? block.list.map((item) => [item])
          : [[block.heading]]
  return rows
    .map(
      (cells) =>
        `<table:table-row>${cells.map((cell) => `<table:table-cell office:value-type="string">${paragraph(cell)}</table:table-cell>`).join('')}</table:table-row>`,
    )
    .join('')
}
