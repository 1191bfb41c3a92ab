// What is particular to office files and books; what they have in common with all formats is in conformance.test.ts.
import { afterAll, describe, expect, it } from 'vitest'
import type { Parts } from '../testing/make-archive.ts'
import { docxParts } from '../testing/make-docx.ts'
import { epubParts } from '../testing/make-epub.ts'
import { openDocumentParts } from '../testing/make-open-document.ts'
import { makePptx } from '../testing/make-pptx.ts'
import { xlsxParts } from '../testing/make-xlsx.ts'
import { openFormats } from '../testing/open-formats.ts'

const { close, read, blocks, refusal } = openFormats()
afterAll(close)

/** A Word document of these paragraphs' XML. */
function docx(...paragraphs: string[]): Parts {
  const parts = docxParts({ pages: [['@']] })
  const content = String(parts['word/document.xml']).replace(/<w:p>.*<\/w:p>/, () => paragraphs.join(''))
  return { ...parts, 'word/document.xml': content }
}

const run = (content: string) => `<w:r>${content}</w:r>`
const words = (text: string) => run(`<w:t xml:space="preserve">${text}</w:t>`)

describe('a Word document', () => {
  it('has the pages of when it was last laid out, also within a paragraph', async () => {
    const found = await blocks(
      'docx',
      docx(
        `<w:p>${words('On the first page')}${run('<w:lastRenderedPageBreak/>')}${words('and on the second.')}</w:p>`,
        `<w:p>${run('<w:br w:type="page"/>')}</w:p>`,
        `<w:p>${run('<w:lastRenderedPageBreak/><w:t>The third.</w:t>')}</w:p>`,
      ),
    )
    expect(found).toEqual([['On the first page'], ['and on the second.'], ['The third.']])
  })

  it('of which no page is known is cut into pages of about a printed page', async () => {
    const paragraph = 'The miller opens the sluice. '.repeat(20)
    const { pages } = await read('docx', docx(...Array.from({ length: 20 }, () => `<w:p>${words(paragraph)}</w:p>`)))
    const lengths = pages.map((page) => page.blocks.reduce((sum, { text }) => sum + text.length, 0))
    expect(lengths.length).toBeGreaterThan(3)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(3_000)
  })

  it('keeps its footnotes with the paragraph', async () => {
    const parts = docx(
      `<w:p>${words('A mill')}${run('<w:footnoteReference w:id="2"/>')}</w:p>`,
      `<w:p>${words('More.')}</w:p>`,
    )
    const namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    const footnotes = `<w:footnotes ${namespace}><w:footnote w:id="2"><w:p>${words('Driven by the tide.')}</w:p></w:footnote></w:footnotes>`
    const relationships = String(parts['word/_rels/document.xml.rels']).replace(
      '</Relationships>',
      '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>',
    )
    const { text } = await read('docx', {
      ...parts,
      'word/footnotes.xml': footnotes,
      'word/_rels/document.xml.rels': relationships,
    })
    expect(text).toMatch(/A mill[\s\S]*Driven by the tide\.[\s\S]*More\./)
  })

  it('with a password is refused with a word about it', async () => {
    const locked = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2_000)])
    expect(await refusal('docx', locked)).toMatch(/protected with a password.*Remove the password/)
  })
})

describe('a spreadsheet', () => {
  const table = [
    ['due', 'paid', 'sum'],
    ['date:45000', '', '12.5'],
  ]

  it('shows dates as dates, and empty cells as places', async () => {
    expect(await blocks('xlsx', xlsxParts({ pages: [[{ table }]] }))).toEqual([
      ['# Sheet 1', 'due | paid | sum', '2023-03-15 | | 12.5'],
    ])
  })

  it('with a cell far away takes no memory for those between', async () => {
    const parts = xlsxParts({ pages: [['near']] })
    const sheet = String(parts['xl/worksheets/sheet1.xml']).replace(
      '</sheetData>',
      '<row r="1048576"><c r="XFD1048576"><v>7</v></c></row></sheetData>',
    )
    const { text } = await read('xlsx', { ...parts, 'xl/worksheets/sheet1.xml': sheet }, { memoryBytes: 2 ** 28 })
    expect(text).toMatch(/near\n.*7$/s)
  })

  it('that repeats a cell without end is refused, and not read in part', async () => {
    const parts = openDocumentParts({ pages: [['filled']] }, 'spreadsheet')
    const content = String(parts['content.xml'])
      .replace('<table:table-row>', '<table:table-row table:number-rows-repeated="1048576">')
      .replace('<table:table-cell ', '<table:table-cell table:number-columns-repeated="16384" ')
    expect(await refusal('ods', { ...parts, 'content.xml': content })).toMatch(/more than 1,000,000 cells.*Split it/)
  })

  it('keeps its empty sheets, so that pages are sheets', async () => {
    const pages = [['first'], [], ['third']]
    const sheets = [['# Sheet 1', 'first'], ['# Sheet 2'], ['# Sheet 3', 'third']]
    expect(await blocks('xlsx', xlsxParts({ pages }))).toEqual(sheets)
    expect(await blocks('ods', openDocumentParts({ pages }, 'spreadsheet'))).toEqual(sheets)
  })
})

describe('an OpenDocument text', () => {
  it('has the pages of when it was last laid out', async () => {
    const parts = openDocumentParts({ pages: [['one@two']] })
    const content = String(parts['content.xml']).replace('@', '<text:soft-page-break/>')
    expect(await blocks('odt', { ...parts, 'content.xml': content })).toEqual([['one'], ['two']])
  })

  it('with a password is refused with a word about it', async () => {
    const parts = openDocumentParts({ pages: [['secret']] })
    const manifest = String(parts['META-INF/manifest.xml']).replace(
      'manifest:full-path="content.xml" manifest:media-type="text/xml"/>',
      `manifest:full-path="content.xml" manifest:media-type="text/xml"><manifest:encryption-data>
        <manifest:algorithm manifest:algorithm-name="http://www.w3.org/2001/04/xmlenc#aes256-cbc"/>
        </manifest:encryption-data></manifest:file-entry>`,
    )
    const locked = { ...parts, 'META-INF/manifest.xml': manifest, 'content.xml': Buffer.from('9f3a7c', 'hex') }
    expect(await refusal('odt', locked)).toMatch(/protected with a password/)
  })
})

it('slides come in the order of the presentation, empty ones too', async () => {
  const slides = makePptx({ pages: [[{ heading: 'One', level: 1 }], [], ['Three']] })
  expect(await blocks('pptx', slides)).toEqual([['# One'], [], ['Three']])
})

describe('an EPUB', () => {
  it('that is encrypted is refused with a word about it', async () => {
    const encryption = `<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:CipherData>
      <enc:CipherReference URI="OEBPS/text/chapter%201.xhtml"/></enc:CipherData></enc:EncryptedData></encryption>`
    const parts = { ...epubParts({ pages: [['A chapter.']] }), 'META-INF/encryption.xml': encryption }
    expect(await refusal('epub', parts)).toMatch(/protected against copying/)
  })
})
