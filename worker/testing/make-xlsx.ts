// A small Excel workbook for tests: each page is a sheet; a text is a row of one cell.
import { escapeXml, makeArchive, type Parts } from './make-archive.ts'
import type { MadeBlock, MadeDocument } from './made-document.ts'
import { coreProperties, OFFICE_RELATIONSHIPS, relationships } from './make-office-parts.ts'

const NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

export function makeXlsx(document: MadeDocument): Uint8Array<ArrayBuffer> {
  return makeArchive(xlsxParts(document))
}

export function xlsxParts(document: MadeDocument): Parts {
  const { pages } = document
  return {
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
      <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
      <Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml"
      ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
    '_rels/.rels': relationships(
      [`${OFFICE_RELATIONSHIPS}/officeDocument`, 'xl/workbook.xml'],
      ['http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties', 'docProps/core.xml'],
    ),
    'docProps/core.xml': coreProperties(document),
    'xl/workbook.xml': `<workbook ${NAMESPACE} xmlns:r="${OFFICE_RELATIONSHIPS}"><sheets>${pages
      .map((_, i) => `<sheet name="Sheet ${i + 1}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationships(
      ...pages.map((_, i): [string, string] => [`${OFFICE_RELATIONSHIPS}/worksheet`, `worksheets/sheet${i + 1}.xml`]),
      [`${OFFICE_RELATIONSHIPS}/styles`, 'styles.xml'],
    ),
    // Style 1 is a date.
    'xl/styles.xml': `<styleSheet ${NAMESPACE}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
    ...Object.fromEntries(pages.map((blocks, i) => [`xl/worksheets/sheet${i + 1}.xml`, sheetOf(blocks)])),
  }
}

function sheetOf(blocks: MadeBlock[]): string {
  const rows = blocks
    .flatMap(rowsOf)
    .map((cells, row) => `<row r="${row + 1}">${cells.map((cell, column) => cellOf(cell, row, column)).join('')}</row>`)
  return `<worksheet ${NAMESPACE}><sheetData>${rows.join('')}</sheetData></worksheet>`
}

function rowsOf(block: MadeBlock): string[][] {
  if (typeof block === 'string') return [[block]]
  if ('heading' in block) return [[block.heading]]
  return 'list' in block ? block.list.map((item) => [item]) : block.table
}

/** `date:45000` is a cell with that day number. */
function cellOf(text: string, row: number, column: number): string {
  const place = `${String.fromCodePoint(65 + column)}${row + 1}`
  const [, day] = /^date:(\d+)$/.exec(text) ?? []
  if (day !== undefined) return `<c r="${place}" s="1"><v>${day}</v></c>`
  if (text !== '' && Number.isFinite(Number(text))) return `<c r="${place}"><v>${text}</v></c>`
  return text === '' ? '' : `<c r="${place}" t="inlineStr"><is><t>${escapeXml(text)}</t></is></c>`
}
