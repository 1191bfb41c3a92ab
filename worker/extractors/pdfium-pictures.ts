// How much of a page pictures cover: a page that is one picture is a scan, whatever else stands on it. Runs in the child.
import { boundsOf, fourAt, withPage, type PdfiumDocument } from './pdfium.ts'

/** FPDF_PAGEOBJ_IMAGE */
const PICTURE = 3
/** A drawing may have a hundred thousand objects. */
const MOST_OBJECTS = 1_000

/** Of the page's area, from 0 to 1. Pictures that lie over each other count twice. */
export function coveredByPictures(document: PdfiumDocument, number: number): number {
  const { pdfium, scratch } = document
  return withPage(document, number, (page) => {
    const [left, top, right, bottom] = boundsOf(document, page)
    const objects = Math.min(MOST_OBJECTS, pdfium._FPDFPage_CountObjects(page))
    let area = 0
    for (let i = 0; i < objects; i++) {
      const object = pdfium._FPDFPage_GetObject(page, i)
      if (pdfium._FPDFPageObj_GetType(object) !== PICTURE) continue
      pdfium._FPDFPageObj_GetBounds(object, scratch, scratch + 4, scratch + 8, scratch + 12)
      const [fromLeft, fromBottom, toRight, toTop] = fourAt(pdfium, scratch)
      const width = Math.min(right, toRight) - Math.max(left, fromLeft)
      const height = Math.min(top, toTop) - Math.max(bottom, fromBottom)
      area += Math.max(0, width) * Math.max(0, height)
    }
    return Math.min(1, area / ((right - left) * (top - bottom)))
  })
}
