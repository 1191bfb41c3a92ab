// The same document as other makers write, as a picture: its PDF, drawn by pdfium.
import sharp from 'sharp'
import { openPdfium } from '../extractors/rasterise-pdf.ts'
import type { MadeDocument } from './made-document.ts'
import { makeDocumentPdf } from './make-pdf-document.ts'
import { temporaryFile } from './read-document.ts'

export type PictureFormat = 'png' | 'jpeg' | 'tiff' | 'webp'

/** TIFF has a page for each of the document's, the others have all of it on one. */
export async function makePicture(format: PictureFormat, document: MadeDocument): Promise<Uint8Array> {
  const pages = format === 'tiff' ? document.pages : [document.pages.flat()]
  await using file = await temporaryFile(makeDocumentPdf({ ...document, pages }))
  const pdfium = await openPdfium()
  await pdfium.open(file.path)
  const rasters = []
  for (let number = 1; number <= pages.length; number++) rasters.push((await pdfium.draw(number)).raster)
  const { width, height } = rasters[0]!
  const raw = { width, height: height * rasters.length, channels: 1, pageHeight: height } as const
  return await sharp(Buffer.concat(rasters.map(({ grey }) => grey)), { raw })
    .toFormat(format)
    .toBuffer()
}
