// The characters of a page as pdfium tells them: in logical order, each with its place in the page's space. Runs in the
// child.
import { fourAt, SCRATCH_BYTES, type PdfiumDocument } from './pdfium.ts'

export type Glyph = {
  character: string
  /** Where it begins: on the baseline. */
  x: number
  y: number
  /** Its advance and line height, as an upright box around it. */
  left: number
  right: number
  bottom: number
  top: number
  /** The text matrix, with the font's size in it. */
  matrix: [number, number, number, number]
}

export function* glyphsOf({ pdfium, scratch }: PdfiumDocument, text: number): Generator<Glyph | null> {
  const double = scratch / 8
  const count = pdfium._FPDFText_CountChars(text)
  for (let i = 0; i < count; i++) {
    const code = pdfium._FPDFText_GetUnicode(text, i)
    if (code === 13 || code === 10) {
      yield null
      continue
    }
    pdfium._FPDFText_GetCharOrigin(text, i, scratch, scratch + 8)
    const [x, y] = pdfium.HEAPF64.subarray(double, double + 2) as unknown as [number, number]
    pdfium._FPDFText_GetLooseCharBox(text, i, scratch)
    const [left, top, right, bottom] = fourAt(pdfium, scratch)
    pdfium._FPDFText_GetMatrix(text, i, scratch)
    const [a, b, c, d] = fourAt(pdfium, scratch)
    const size = pdfium._FPDFText_GetFontSize(text, i)
    const character = code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : ''
    yield { character, x, y, left, right, bottom, top, matrix: [a * size, b * size, c * size, d * size] }
  }
}

export function fontNameOf({ pdfium, scratch }: PdfiumDocument, text: number, index: number): string {
  const length = pdfium._FPDFText_GetFontInfo(text, index, scratch, SCRATCH_BYTES, 0)
  return Buffer.from(pdfium.HEAPU8.buffer, scratch, Math.max(Math.min(length, SCRATCH_BYTES) - 1, 0)).toString('latin1')
}
