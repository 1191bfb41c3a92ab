// Which fonts of a page are bold. pdf.js tells a font's name only with the page's drawing operations. Runs in the child.
import type { PDFPageProxy } from 'pdfjs-dist'

const BOLD = /bold|black|heavy|demi|semib|^(?:[A-Z]{6}\+)?CMBX|[-,]bd\b/i

export async function findBoldFonts(page: PDFPageProxy, bold: Set<string>): Promise<void> {
  try {
    const { fnArray, argsArray } = await page.getOperatorList()
    for (const [i, operation] of fnArray.entries()) {
      if (operation !== SET_FONT) continue
      const id: unknown = argsArray[i]?.[0]
      if (typeof id === 'string' && page.commonObjs.has(id) && BOLD.test(nameOf(page.commonObjs.get(id)))) bold.add(id)
    }
  } catch {
    // Weight is a hint for headings; a page that cannot be drawn may still be read.
  }
}

/** OPS.setFont of pdf.js. */
const SET_FONT = 37

const nameOf = (font: unknown): string => {
  const name = (font as { name?: unknown } | null)?.name
  return typeof name === 'string' ? name : ''
}
