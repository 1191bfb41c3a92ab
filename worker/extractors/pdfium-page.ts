// One page, read with pdfium: the same runs that pdf.js gives, a word each. Runs in the child.
import { BOLD } from './pdf-drawing.ts'
import type { RawPage } from './pdf-page.ts'
import type { PdfiumDocument } from './pdfium.ts'
import { fontNameOf, type Glyph } from './pdfium-glyphs.ts'
import { extentOf, wordsOf } from './pdfium-words.ts'
import { placeRun, type Matrix, type TextRun } from './text-run.ts'

/** How the page is shown; where pdf.js has read the page, it knows. */
export type Viewport = { width: number; height: number; transform: Matrix; scale: number }

const FONT = { ascent: 0, descent: 0, vertical: false }

/** FLATTEN_SUCCESS, and FLAT_NORMALDISPLAY: as it is shown, not as it is printed. */
const FLATTENED = 1
const AS_SHOWN = 0

/** `overlays`: what is drawn over the page, which is no part of it. */
export type PdfiumPage = RawPage & { overlays: TextRun[] }

export function readWithPdfium(
  document: PdfiumDocument,
  number: number,
  boldFonts: Set<string>,
  shown?: Viewport,
): PdfiumPage {
  const { pdfium } = document
  const own = withText(document, number, (page, text) => {
    const viewport = shown ?? viewportOf(document, page)
    const flattened = pdfium._FPDFPage_GetAnnotCount(page) > 0 && pdfium._FPDFPage_Flatten(page, AS_SHOWN) === FLATTENED
    return {
      viewport,
      flattened,
      runs: runsOf(document, text, viewport, boldFonts),
      end: pdfium._FPDFText_CountChars(text),
    }
  })
  const { viewport, runs, end } = own
  // Flattened, the page is drawn first and what stands over it after that.
  const overlays = own.flattened
    ? withText(document, number, (_, text) => runsOf(document, text, viewport, boldFonts, end))
    : []
  const characters = runs.reduce((sum, run) => sum + run.text.length, 0)
  return { number, width: viewport.width, height: viewport.height, runs, overlays, characters }
}

function withText<Result>(
  { pdfium, handle }: PdfiumDocument,
  number: number,
  read: (page: number, text: number) => Result,
): Result {
  const page = pdfium._FPDF_LoadPage(handle, number - 1)
  if (page === 0) throw new Error(`pdfium cannot load page ${number}`)
  try {
    const text = pdfium._FPDFText_LoadPage(page)
    if (text === 0) throw new Error(`pdfium cannot load the text of page ${number}`)
    try {
      return read(page, text)
    } finally {
      pdfium._FPDFText_ClosePage(text)
    }
  } finally {
    pdfium._FPDF_ClosePage(page)
  }
}

function runsOf(
  document: PdfiumDocument,
  text: number,
  { transform, scale }: Viewport,
  boldFonts: Set<string>,
  from = 0,
): TextRun[] {
  const runs: TextRun[] = []
  for (const word of wordsOf(document, text)) {
    if (word.first < from) continue
    const font = fontNameOf(document, text, word.first)
    if (BOLD.test(font)) boldFonts.add(font)
    const [first] = word.glyphs as [Glyph]
    const { start, width } = extentOf(word.glyphs)
    const item = {
      str: word.glyphs.map((glyph) => glyph.character).join(''),
      dir: word.rightToLeft ? 'rtl' : 'ltr',
      width,
      height: width,
      transform: [...first.matrix, start.x, start.y],
      fontName: font,
    }
    runs.push(placeRun(item, FONT, transform, scale))
  }
  return runs
}

function viewportOf({ pdfium, scratch }: PdfiumDocument, page: number): Viewport {
  pdfium._FPDF_GetPageBoundingBox(page, scratch)
  const [left, top, right, bottom] = pdfium.HEAPF32.subarray(scratch / 4, scratch / 4 + 4) as unknown as [
    number,
    number,
    number,
    number,
  ]
  const [width, height] = [right - left, top - bottom]
  const turns: [Matrix, Matrix, Matrix, Matrix] = [
    [1, 0, 0, -1, -left, top],
    [0, 1, 1, 0, -bottom, -left],
    [-1, 0, 0, 1, right, -bottom],
    [0, -1, -1, 0, top, right],
  ]
  const turn = pdfium._FPDFPage_GetRotation(page) & 3
  const sideways = turn % 2 === 1
  return { width: sideways ? height : width, height: sideways ? width : height, transform: turns[turn]!, scale: 1 }
}
