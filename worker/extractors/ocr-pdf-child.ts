// What the child runs that reads pages of PDFs by OCR: one page a request, drawn by pdfium and read by tesseract, both
// kept warm.
import type { OcrEvent } from './ocr-reader.ts'
import { openPdfium } from './rasterise-pdf.ts'
import { readPicture } from './read-picture.ts'
import { serveReader, WORKING } from './serve-reader.ts'
import { openTesseract } from './tesseract.ts'

const tesseract = await openTesseract()
const pdfium = await openPdfium()

serveReader<OcrEvent>(async function* ({ path, page = 1, known = [] }) {
  const began = performance.now()
  await pdfium.open(path)
  // From here on a refusal costs this child: what failed in WebAssembly may be in no state to go on.
  yield WORKING
  const read = yield* readPicture(tesseract, await pdfium.draw(page), known)
  yield { kind: 'read', milliseconds: performance.now() - began, ...read }
})
