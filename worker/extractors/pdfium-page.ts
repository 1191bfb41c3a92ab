// One page, read with pdfium: the same runs that pdf.js gives, a word each. Runs in the child.
import { BOLD } from './pdf-drawing.ts'
import type { RawPage } from './pdf-page.ts'
import { boundsOf, withPage, type PdfiumDocument } from './pdfium.ts'
import { fontNameOf, type Glyph } from './pdfium-glyphs.ts'
import { extentOf, wordsOf } from './pdfium-words.ts'
import { placeRun, type Matrix, type TextRun } from './text-run.ts'

/** How the page is shown; where pdf.js has read the page, it knows. */
export type Viewport = { width: number; height: number; transform: Matrix; scale: number }

const FONT = { ascent: 0, descent: 0, vertical: false }

/** FLATTEN_SUCCESS, and FLAT_NORMALDISPLAY: as it is shown, not as it is printed. */
const FLATTENED = 1
const AS_SHOWN = 0

/** The page's own text, without what stands over it. */
export function readWithPdfium(
  document: PdfiumDocument,
  number: number,
  boldFonts: Set<string>,
  shown?: Viewport,
): RawPage {
  return withPage(document, number, (page) => {
    const viewport = shown ?? viewportOf(document, page)
    const runs = runsOn(document, page, viewport, boldFonts)
    const characters = runs.reduce((sum, run) => sum + run.text.length, 0)
    return { number, width: viewport.width, height: viewport.height, runs, characters }
  })
}

/** What is drawn over the page and is no part of it. For the last look at a page: its own content is gone after this. */
export function takeOverlays(
  document: PdfiumDocument,
  number: number,
  boldFonts: Set<string>,
  shown?: Viewport,
): TextRun[] {
  const { pdfium } = document
  const viewport = withPage(document, number, (page) => {
    if (pdfium._FPDFPage_GetAnnotCount(page) === 0) return null
    // Drawn into an empty page: in a full one their letters would be sorted in among its own, and read by its fonts.
    empty(document, page)
    return pdfium._FPDFPage_Flatten(page, AS_SHOWN) === FLATTENED ? (shown ?? viewportOf(document, page)) : null
  })
  return viewport ? withPage(document, number, (page) => runsOn(document, page, viewport, boldFonts)) : []
}

function empty({ pdfium }: PdfiumDocument, page: number): void {
  for (let last = pdfium._FPDFPage_CountObjects(page) - 1; last >= 0; last--) {
    const object = pdfium._FPDFPage_GetObject(page, last)
    pdfium._FPDFPage_RemoveObject(page, object)
    pdfium._FPDFPageObj_Destroy(object)
  }
  pdfium._FPDFPage_GenerateContent(page)
}

function runsOn(document: PdfiumDocument, page: number, viewport: Viewport, boldFonts: Set<string>): TextRun[] {
  const { pdfium } = document
  const text = pdfium._FPDFText_LoadPage(page)
  if (text === 0) throw new Error('pdfium cannot load the text of a page')
  try {
    return runsOf(document, text, viewport, boldFonts)
  } finally {
    pdfium._FPDFText_ClosePage(text)
  }
}

function runsOf(
  document: PdfiumDocument,
  text: number,
  { transform, scale }: Viewport,
  boldFonts: Set<string>,
): TextRun[] {
  const runs: TextRun[] = []
  for (const word of wordsOf(document, text)) {
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

function viewportOf(document: PdfiumDocument, page: number): Viewport {
  const [left, top, right, bottom] = boundsOf(document, page)
  const [width, height] = [right - left, top - bottom]
  const turns: [Matrix, Matrix, Matrix, Matrix] = [
    [1, 0, 0, -1, -left, top],
    [0, 1, 1, 0, -bottom, -left],
    [-1, 0, 0, 1, right, -bottom],
    [0, -1, -1, 0, top, right],
  ]
  const turn = document.pdfium._FPDFPage_GetRotation(page) & 3
  const sideways = turn % 2 === 1
  return { width: sideways ? height : width, height: sideways ? width : height, transform: turns[turn]!, scale: 1 }
}
