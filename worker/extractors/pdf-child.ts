// What the PDF child runs: pdf.js, one document after another. It has no environment, no database and no way to write.
import { openPdf } from './open-pdf.ts'
import { readPdf } from './read-pdf.ts'
import { serveReader } from './serve-reader.ts'

serveReader(async function* (request) {
  const document = await openPdf(request.path)
  try {
    yield* readPdf(document, request)
  } finally {
    await document.loadingTask.destroy()
  }
})
