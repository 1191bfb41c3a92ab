// Word, PowerPoint, Excel and OpenDocument files, by officeparser: slides and sheets are pages, and a text has the pages
// of when it was last laid out, where the file tells them.
import { parseOffice, type OfficeParserAST, type OfficeParserConfig } from 'officeparser'
import { PermanentError } from '../../../core/errors.ts'
import { present, titleOf, type DocumentAbout } from './document-about.ts'
import type { Format } from './formats.ts'
import { OfficeBlocks } from './office-blocks.ts'
import { openArchive, repack, type Archive } from './open-archive.ts'
import type { PageWriter } from './page-writer.ts'
import { spellDates } from './sheet-dates.ts'

type OfficeFormat = Exclude<Format, 'epub' | 'html' | 'md' | 'txt'>

const PARTS = /\.(?:xml|rels)$|^mimetype$/i
const COMPOUND_FILE = [0xd0, 0xcf, 0x11, 0xe0]
/** How Word and LibreOffice note where a page ended. */
const LAID_OUT = /<w:lastRenderedPageBreak|<text:soft-page-break/

/** Of all sheets together. Each takes some hundred bytes of memory until its sheet is read. */
const MOST_CELLS = 1_000_000

/** Characters that come again: of one text in many cells, or of a cell repeated. */
const MOST_REPEATED = 50_000_000
/** What is above its limits officeparser leaves out, and only warns; but a document in part is none. */
const LEFT_OUT = /^(?:TABLE_CELL|REPEATED_CONTENT)_LIMIT_EXCEEDED$/

const CONFIG: OfficeParserConfig = {
  includeBreakNodes: true,
  ignoreComments: true,
  ignoreHeadersAndFooters: true,
  ignoreSlideMasters: true,
  ignorePageGeometry: true,
  // Warnings are of pictures and layout; without this they would go to stderr.
  onWarning: () => {},
  decompressionLimits: { maxXmlElements: 2_000_000, maxTableCells: MOST_CELLS, maxRepeatedContent: MOST_REPEATED },
}

export async function readOffice(bytes: Uint8Array, format: OfficeFormat, writer: PageWriter): Promise<DocumentAbout> {
  refuseLocked(bytes)
  const archive = openArchive(bytes, (name) => PARTS.test(name))
  if (format === 'xlsx') spellDates(archive)
  if (hasPages(format, archive)) writer.trustPages()
  const document = await parse(archive, format)
  new OfficeBlocks(writer).write(document.content)
  return aboutOf(document)
}

/** Office keeps a file with a password in a container of its old format. */
function refuseLocked(bytes: Uint8Array): void {
  if (!COMPOUND_FILE.every((byte, i) => bytes[i] === byte)) return
  throw new PermanentError(
    'This file is protected with a password, or is of an Office format from before 2007. ' +
      'Remove the password, or save it in the present format, and upload it again.',
  )
}

function hasPages(format: OfficeFormat, archive: Archive): boolean {
  if (format !== 'docx' && format !== 'odt') return true
  const text = archive[format === 'docx' ? 'word/document.xml' : 'content.xml']
  return text !== undefined && LAID_OUT.test(Buffer.from(text).toString('latin1'))
}

async function parse(archive: Archive, format: OfficeFormat): Promise<OfficeParserAST> {
  let document: OfficeParserAST
  try {
    document = await parseOffice(Buffer.from(repack(archive)), { ...CONFIG, fileType: format })
  } catch (error) {
    throw explain(error)
  }
  if (document.warnings.some(({ code }) => LEFT_OUT.test(code))) throw tooManyCells()
  return document
}

const tooManyCells = (): PermanentError =>
  new PermanentError(
    `The tables of this document have more than ${MOST_CELLS.toLocaleString('en')} cells, or repeat more text than can be ` +
      'processed. Split it and upload the parts.',
  )

function explain(error: unknown): unknown {
  const code = (error as { officeIssue?: { code?: string } }).officeIssue?.code ?? ''
  if (/PASSWORD|DECRYPTION/.test(code)) {
    return new PermanentError('This file is protected with a password. Remove the password and upload it again.')
  }
  if (/LIMIT_EXCEEDED|NESTING|TOO_LARGE/.test(code)) {
    return new PermanentError('This file is too large or too deeply nested to be read. Upload its parts one by one.')
  }
  return error
}

function aboutOf({ metadata }: OfficeParserAST): DocumentAbout {
  const native = metadata.nativeProperties ?? {}
  return {
    title: titleOf(metadata.title),
    metadata: present({
      author: metadata.author ?? native['meta:initial-creator'],
      subject: metadata.subject ?? native['dc:description'],
      keywords: native['cp:keywords'] ?? native['meta:keyword'],
      created: isoDate(metadata.created),
      modified: isoDate(metadata.modified),
      language: native['dc:language'],
    }),
  }
}

function isoDate(date: Date | string | undefined): string | undefined {
  const time = date === undefined ? Number.NaN : new Date(date).getTime()
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}
