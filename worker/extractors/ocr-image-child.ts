// What the child runs that reads pictures: asked without a page it describes the file, asked for one it reads it by OCR.
import { decodeImage, describeImage } from './decode-image.ts'
import type { OcrEvent } from './ocr-reader.ts'
import { readPicture } from './read-picture.ts'
import { serveReader, WORKING } from './serve-reader.ts'
import { openTesseract } from './tesseract.ts'

const tesseract = await openTesseract()

serveReader<OcrEvent>(async function* ({ path, pages, page, known = [] }) {
  if (page === undefined) {
    yield* describeImage(path, pages)
    return
  }
  const began = performance.now()
  const picture = await decodeImage(path, page)
  yield WORKING
  const read = yield* readPicture(tesseract, picture, known)
  yield { kind: 'read', milliseconds: performance.now() - began, ...read }
})
