// What the PDF child runs: one document after another. It has no environment, no database and no way to write.
import { openSource } from './pdf-source.ts'
import { loadPdfium } from './pdfium.ts'
import { readPdf } from './read-pdf.ts'
import { isOutOfMemory, serveReader } from './serve-reader.ts'

// Damaged parts of a file make pdf.js reject promises that it does not wait for itself. In a browser's worker these are a
// line in the log; the reading goes on. One that is waited for is seen by who waits.
process.on('unhandledRejection', (error) => {
  if (isOutOfMemory(String(error))) throw error
})

await loadPdfium()
serveReader(async function* (request) {
  const source = await openSource(request)
  try {
    yield* readPdf(source, request)
  } finally {
    await source.close()
  }
})
