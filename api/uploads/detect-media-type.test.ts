import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { makeArchive } from '../../worker/testing/make-archive.ts'
import { docxParts, makeDocx } from '../../worker/testing/make-docx.ts'
import { epubParts, makeEpub } from '../../worker/testing/make-epub.ts'
import { makeHtml, makeMarkdown, makeText } from '../../worker/testing/make-html.ts'
import { makeOpenDocument } from '../../worker/testing/make-open-document.ts'
import { makeTextPdf } from '../../worker/testing/make-pdf.ts'
import { makePptx } from '../../worker/testing/make-pptx.ts'
import { makeXlsx } from '../../worker/testing/make-xlsx.ts'
import { detectMediaType } from './detect-media-type.ts'

const document = { title: 'Mills', pages: [[{ heading: 'Mills', level: 1 as const }, 'Driven by the tide.']] }
const OFFICE = 'application/vnd.openxmlformats-officedocument'

function detect(bytes: Uint8Array | string, filename = 'misleading.pdf'): Promise<string> {
  const content = Buffer.from(bytes)
  return detectMediaType({
    filename,
    byteSize: content.length,
    readAt: async (start, length) => new Uint8Array(content.subarray(start, start + length)),
  })
}

describe('the media type of an upload', () => {
  it.each([
    ['application/pdf', makeTextPdf([['Text.']])],
    [`${OFFICE}.wordprocessingml.document`, makeDocx(document)],
    [`${OFFICE}.presentationml.presentation`, makePptx(document)],
    [`${OFFICE}.spreadsheetml.sheet`, makeXlsx(document)],
    ['application/vnd.oasis.opendocument.text', makeOpenDocument(document)],
    ['application/vnd.oasis.opendocument.presentation', makeOpenDocument(document, 'presentation')],
    ['application/vnd.oasis.opendocument.spreadsheet', makeOpenDocument(document, 'spreadsheet')],
    ['application/epub+zip', makeEpub(document)],
    ['text/html', makeHtml(document)],
    ['text/plain', 'A PDF begins with %PDF-1.7, says the standard.'],
    ['application/pdf', Buffer.concat([Buffer.alloc(900, 'x'), makeTextPdf([['Text.']])])],
    ['text/plain', makeText(document)],
    ['image/png', Buffer.from('89504e470d0a1a0a0000000d494844520000000100000001080600000000000000', 'hex')],
    ['image/jpeg', Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex')],
    ['image/tiff', Buffer.from('49492a0008000000000000000000', 'hex')],
    ['image/webp', Buffer.from('524946462400000057454250565038201800000030010000', 'hex')],
  ])('is %s by the content, whatever the name says', async (mediaType, bytes) => {
    expect(await detect(bytes)).toBe(mediaType)
  })

  it('of text is Markdown where the name says so, and only there', async () => {
    const markdown = makeMarkdown(document)
    expect(await detect(markdown, 'README.md')).toBe('text/markdown')
    expect(await detect(markdown, 'README')).toBe('text/plain')
    expect(await detect(makeHtml(document), 'page.md')).toBe('text/html')
    expect(await detect('<p align="center">Docmill</p>\n\n# Docmill', 'README.md')).toBe('text/markdown')
    expect(await detect('<p>Docmill</p>', 'page.txt')).toBe('text/html')
  })

  it.each([
    ['UTF-8 with a mark', Buffer.from('\ufeffText')],
    ['UTF-16 with a mark', iconv.encode('Привет, мир', 'utf16le', { addBOM: true })],
    ['UTF-16 without one', iconv.encode('Plain text', 'utf16be')],
    ['Windows-1251', iconv.encode('Привет, мир', 'windows-1251')],
    ['Shift_JIS', iconv.encode('水車小屋の一日', 'shift_jis')],
    ['a text that begins like a bitmap', Buffer.from('BM is short for Bachelor of Music.')],
  ])('is plain text for %s', async (_, bytes) => {
    expect(await detect(bytes)).toBe('text/plain')
  })

  it('does not depend on where in the archive the parts are', async () => {
    const parts = docxParts(document)
    const backwards = Object.fromEntries(Object.entries(parts).toReversed())
    expect(await detect(makeArchive(backwards))).toBe(`${OFFICE}.wordprocessingml.document`)
    const { mimetype: _, ...epub } = epubParts(document)
    expect(await detect(makeArchive(epub))).toBe('application/epub+zip')
  })

  it.each([
    ['another archive', makeArchive({ 'word.txt': 'word/document.xml' })],
    ['an archive that is cut off', makeDocx(document).subarray(0, 300)],
    ['a program', Buffer.from('7f454c4602010100000000000000000003003e00', 'hex')],
    ['a drawing', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['nothing known', Buffer.from('0001020304050607', 'hex')],
    ['rich text', Buffer.from('{\\rtf1 Text.}')],
  ])('of %s is refused with the list of what is supported', async (_, bytes) => {
    const refused = detect(bytes, 'file.docx')
    await expect(refused).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' })
    await expect(refused).rejects.toThrow(/^file\.docx .*Supported are: PDF \(\.pdf\), Word document .*Convert/)
  })

  it('of an Office file with a password is refused with a word about it', async () => {
    const locked = Buffer.alloc(2_048)
    locked.set(Buffer.from('d0cf11e0a1b11ae1', 'hex'))
    await expect(detect(locked, 'secret.docx')).rejects.toThrow(/^secret\.docx is .*password.*Remove/)
  })
})
