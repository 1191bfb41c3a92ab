// A small Word document for tests, as Word writes it: pages end with a page break.
import { escapeXml, makeArchive, type Parts } from './make-archive.ts'
import type { MadeBlock, MadeDocument } from './made-document.ts'
import { coreProperties, OFFICE_RELATIONSHIPS, relationships } from './make-office-parts.ts'

const NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

export function makeDocx(document: MadeDocument): Uint8Array<ArrayBuffer> {
  return makeArchive(docxParts(document))
}

export function docxParts(document: MadeDocument): Parts {
  const body = document.pages.map((blocks) => blocks.map(blockOf).join('')).join(PAGE_BREAK)
  return {
    '[Content_Types].xml': `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
      <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
      <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
      <Default Extension="xml" ContentType="application/xml"/>
      <Override PartName="/word/document.xml"
        ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    '_rels/.rels': relationships(
      [`${OFFICE_RELATIONSHIPS}/officeDocument`, 'word/document.xml'],
      ['http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties', 'docProps/core.xml'],
    ),
    'docProps/core.xml': coreProperties(document),
    'word/_rels/document.xml.rels': relationships(
      [`${OFFICE_RELATIONSHIPS}/styles`, 'styles.xml'],
      [`${OFFICE_RELATIONSHIPS}/numbering`, 'numbering.xml'],
    ),
    'word/styles.xml': `<w:styles ${NAMESPACE}>${[1, 2, 3].map(styleOf).join('')}</w:styles>`,
    'word/numbering.xml': `<w:numbering ${NAMESPACE}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">
      <w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
    'word/document.xml': `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document ${NAMESPACE}><w:body>${body}</w:body></w:document>`,
  }
}

const PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'

const styleOf = (level: number): string =>
  `<w:style w:type="paragraph" w:styleId="Heading${level}"><w:name w:val="heading ${level}"/></w:style>`

const paragraph = (text: string, properties = ''): string =>
  `<w:p>${properties && `<w:pPr>${properties}</w:pPr>`}<w:r><w:t xml:space="preserve">${escapeXml(text)}</w:t></w:r></w:p>`

function blockOf(block: MadeBlock): string {
  if (typeof block === 'string') return paragraph(block)
  if ('heading' in block) return paragraph(block.heading, `<w:pStyle w:val="Heading${block.level}"/>`)
  if ('list' in block) return block.list.map((item) => paragraph(item, LIST_ITEM)).join('')
  const rows = block.table.map(
    (cells) => `<w:tr>${cells.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join('')}</w:tr>`,
  )
  return `<w:tbl>${rows.join('')}</w:tbl>`
}

const LIST_ITEM = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
