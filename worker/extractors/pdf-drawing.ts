// What a page's drawing operations tell and its text does not: which fonts are bold, and whether there are lines and
// boxes. Runs in the child.
import type { PDFPageProxy } from 'pdfjs-dist'

export const BOLD = /bold|black|heavy|demi|semib|^(?:[A-Z]{6}\+)?CMBX|[-,]bd\b/i

/** Adds to `bold`; gives the number of paths drawn. */
export async function inspectDrawing(page: PDFPageProxy, bold: Set<string>): Promise<number> {
  let paths = 0
  try {
    const { fnArray, argsArray } = await page.getOperatorList()
    for (const [i, operation] of fnArray.entries()) {
      if (operation === CONSTRUCT_PATH) paths++
      if (operation !== SET_FONT) continue
      const id: unknown = argsArray[i]?.[0]
      if (typeof id === 'string' && page.commonObjs.has(id) && BOLD.test(nameOf(page.commonObjs.get(id)))) bold.add(id)
    }
  } catch {
    // Weight is a hint for headings; a page that cannot be drawn may still be read.
  }
  return paths
}

/** OPS.setFont and OPS.constructPath of pdf.js. */
const SET_FONT = 37
const CONSTRUCT_PATH = 91

const nameOf = (font: unknown): string => {
  const name = (font as { name?: unknown } | null)?.name
  return typeof name === 'string' ? name : ''
}
