// Scans for tests: text drawn by pdfium, which brings its own fonts, as pictures and as PDFs of nothing but pictures.
import { deflateSync } from 'node:zlib'
import { turned, type QuarterTurns, type Raster } from '../extractors/raster.ts'
import { openPdfium } from '../extractors/rasterise-pdf.ts'
import { makePdf, type MadePdf } from './make-pdf.ts'
import { temporaryFile } from './read-document.ts'

const DOTS_PER_INCH = 200
/** Of the drawn page, in points. */
const WIDTH = 300
const HEIGHT = 120

/** One page with these lines in 12 points, the first 30 points from the top, turned as somebody laid it on the glass. */
export async function drawScan(lines: string[], turns: QuarterTurns = 0): Promise<Raster> {
  const texts = lines.map((text, i) => ({ text, x: 20, y: 30 + 18 * i, size: 12 }))
  await using file = await temporaryFile(makePdf({ pages: [{ texts, width: WIDTH, height: HEIGHT }] }))
  const pdfium = await openPdfium()
  await pdfium.open(file.path)
  return turned((await pdfium.draw(1)).raster, turns)
}

/** A PDF with a page for each: a scan, or the text that the page has. `stamp`: a line that a device put on each scan. */
export function makeScanPdf(
  pages: (Raster | string)[],
  stamp = '',
  form: MadePdf['form'] = [],
): Uint8Array<ArrayBuffer> {
  return makePdf({
    form,
    pages: pages.map((page) => {
      if (typeof page === 'string') return { texts: [{ text: page, x: 20, y: 30, size: 12 }] }
      const [width, height] = [page.width, page.height].map((pixels) => (pixels * 72) / DOTS_PER_INCH) as [
        number,
        number,
      ]
      const content = {
        bytes: deflateSync(Buffer.concat([inlineImage(page, width, height), lineOf(stamp)])),
        filters: ['FlateDecode'],
      }
      return { texts: [], width, height, content }
    }),
  })
}

const lineOf = (text: string): Buffer => Buffer.from(` BT /F1 6 Tf 5 5 Td (${text}) Tj ET`)

function inlineImage({ width, height, grey }: Raster, pageWidth: number, pageHeight: number): Buffer {
  const before = `q ${pageWidth} 0 0 ${pageHeight} 0 0 cm BI /W ${width} /H ${height} /CS /G /BPC 8 ID `
  return Buffer.concat([Buffer.from(before), grey, Buffer.from('\nEI Q')])
}
