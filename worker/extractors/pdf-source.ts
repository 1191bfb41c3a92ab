// A PDF open for reading: by pdf.js, and, where that cannot read it or its page, by pdfium. Runs in the child.
import type { PDFDocumentProxy } from 'pdfjs-dist'
import { PermanentError } from '../../core/errors.ts'
import { openPdf } from './open-pdf.ts'
import { forgetPdfium, openWithPdfium, PageMissing, type PdfiumDocument } from './pdfium.ts'
import type { ReadRequest } from './reader-protocol.ts'

export class PdfSource {
  readonly pageCount: number
  /** Null where pdf.js cannot open the file, or must not. */
  readonly document: PDFDocumentProxy | null
  readonly #path: string
  #second: Promise<PdfiumDocument | null> | undefined

  constructor(path: string, document: PDFDocumentProxy | null, second: PdfiumDocument | null) {
    this.#path = path
    this.document = document
    this.pageCount = document?.numPages ?? second?.pageCount ?? 0
    if (second) this.#second = Promise.resolve(second)
  }

  /** Gives what `read` gives, or null where pdfium cannot either. */
  async withSecond<Result>(read: (document: PdfiumDocument) => Result): Promise<Result | null> {
    try {
      this.#second ??= openWithPdfium(this.#path)
      const document = await this.#second
      return document && read(document)
    } catch (error) {
      if (error instanceof PageMissing) return null
      // It trapped: nothing of it is in a known state any more.
      this.#second = Promise.resolve(null)
      forgetPdfium()
      return null
    }
  }

  async close(): Promise<void> {
    await this.document?.loadingTask.destroy()
    if (this.#second) await this.withSecond((document) => document.close())
  }
}

/** @throws PermanentError where neither can read it, in the words for what pdf.js found */
export async function openSource({ path, reader }: ReadRequest): Promise<PdfSource> {
  let refusal: PermanentError | undefined
  let empty: PDFDocumentProxy | null = null
  if (reader !== 'pdfium') {
    try {
      const document = await openPdf(path)
      if (document.numPages > 0) return new PdfSource(path, document, null)
      empty = document
    } catch (error) {
      if (!(error instanceof PermanentError)) throw error
      refusal = error
    }
  }
  const second = await openWithPdfium(path)
  if (second && second.pageCount > 0) {
    await empty?.loadingTask.destroy()
    return new PdfSource(path, null, second)
  }
  if (empty) return new PdfSource(path, empty, null)
  throw refusal ?? new PermanentError('This PDF is damaged so far that nothing of it can be read.')
}
