// What the PDF child runs: one document after another. It has no environment, no database and no way to write.
import { openSource } from './pdf-source.ts'
import { loadPdfium } from './pdfium.ts'
import { readPdf } from './read-pdf.ts'
import { serveReader } from './serve-reader.ts'

await loadPdfium()
serveReader(async function* (request) {
  const source = await openSource(request)
  try {
    yield* readPdf(source, request)
  } finally {
    await source.close()
  }
})
