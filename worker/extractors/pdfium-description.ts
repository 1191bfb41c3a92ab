// What pdfium knows of a document that pdf.js cannot open. Runs in the child.
import { cleanText } from './clean-text.ts'
import { dateOf, onlyPresent, titleOf, type PdfDescription } from './pdf-description.ts'
import type { PdfSource } from './pdf-source.ts'
import { SCRATCH_BYTES, type PdfiumDocument } from './pdfium.ts'

export async function describeWithPdfium(source: PdfSource): Promise<PdfDescription> {
  const tags = await source.withSecond((document) => (name: string) => metaText(document, name))
  const tag = (name: string) => tags?.(name) || undefined
  return {
    description: {
      pageCount: source.pageCount,
      title: titleOf(tag('Title')),
      metadata: onlyPresent({
        author: tag('Author'),
        subject: tag('Subject'),
        keywords: tag('Keywords'),
        creator: tag('Creator'),
        producer: tag('Producer'),
        created: dateOf(tag('CreationDate')),
        modified: dateOf(tag('ModDate')),
      }),
    },
    outline: [],
    hasForm: false,
  }
}

function metaText({ pdfium, handle, scratch }: PdfiumDocument, name: string): string {
  const tag = Buffer.from(`${name}\0`)
  pdfium.HEAPU8.set(tag, scratch)
  const into = scratch + 32
  const length = pdfium._FPDF_GetMetaText(handle, scratch, into, SCRATCH_BYTES - 32)
  if (length <= 2 || length > SCRATCH_BYTES - 32) return ''
  return cleanText(Buffer.from(pdfium.HEAPU8.slice(into, into + length - 2)).toString('utf16le'))
}
