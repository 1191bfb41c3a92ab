// Draws pages of a PDF as grey pictures, with pdfium. The document stays open from page to page. Runs in the child.
import { readFile, stat } from 'node:fs/promises'
import { PDFiumLibrary, type PDFiumDocument } from '@hyzyla/pdfium'
import { PermanentError } from '../../core/errors.ts'
import type { Picture } from './read-picture.ts'

/** What scanners are set to, and tesseract is best at. */
const DOTS_PER_INCH = 200
/** An A2 page at 200 dpi; larger ones are drawn smaller. */
const MOST_PIXELS = 16_000_000
/** The whole file stands in pdfium's memory, which is less than twice this. */
const MOST_BYTES = 200 * 2 ** 20
const POINTS_PER_INCH = 72

export interface PdfPages {
  /** Makes `path` the open document. */
  open(path: string): Promise<void>
  /** Of the open document; counted from 1. */
  draw(number: number): Promise<Picture>
}

export async function openPdfium(): Promise<PdfPages> {
  const library = await PDFiumLibrary.init()
  let open: { path: string; document: PDFiumDocument } | null = null
  return {
    async open(path) {
      if (open?.path === path) return
      open?.document.destroy()
      open = null
      if ((await stat(path)).size > MOST_BYTES) throw new PermanentError('The file is too large to draw its pages.')
      try {
        open = { path, document: await library.loadDocument(await readFile(path)) }
      } catch (error) {
        // After "Aborted()" pdfium can do nothing any more: that is left to draw(), which may cost the child.
        if (error instanceof WebAssembly.RuntimeError) return
        throw new PermanentError(`Its pages cannot be drawn (${(error as Error).message}).`, { cause: error })
      }
    },
    async draw(number) {
      try {
        if (open) return await drawPage(open.document, number)
      } catch (error) {
        if (!(error instanceof WebAssembly.RuntimeError)) throw error
      }
      // It gives up so for any reason, but most often for this one.
      throw new PermanentError('The page needs more memory to draw than is allowed.')
    },
  }
}

async function drawPage(document: PDFiumDocument, number: number): Promise<Picture> {
  if (number > document.getPageCount()) throw new PermanentError('The page cannot be drawn: it is not to be found.')
  const page = document.getPage(number - 1)
  const { originalWidth, originalHeight } = page.getOriginalSize()
  const pixels = originalWidth * originalHeight * (DOTS_PER_INCH / POINTS_PER_INCH) ** 2
  const dotsPerInch = DOTS_PER_INCH * Math.min(1, Math.sqrt(MOST_PIXELS / pixels))
  const scale = dotsPerInch / POINTS_PER_INCH
  if (!(originalWidth * scale >= 1 && originalHeight * scale >= 1)) {
    throw new PermanentError('The page cannot be drawn: it has no size.')
  }
  const { width, height, data } = await page.render({ scale, colorSpace: 'Gray' })
  return { raster: { width, height, grey: data }, dotsPerInch }
}
