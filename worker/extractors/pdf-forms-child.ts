// What the form child runs: pdf2json over one document, a page's fields and lines at a time.
import { readFile } from 'node:fs/promises'
import PDFParser, { type Output } from 'pdf2json'
import { fieldsOf } from './form-fields.ts'
import { rulesOf } from './page-rules.ts'
import type { PageStructure } from './pdf-forms.ts'
import { serveReader } from './serve-reader.ts'

serveReader<PageStructure>(async function* ({ path }) {
  const { Pages } = await parse(await readFile(path))
  for (const [i, page] of Pages.entries()) yield { fields: fieldsOf(page, i + 1), rules: rulesOf(page, i + 1) }
})

function parse(bytes: Uint8Array): Promise<Output> {
  const parser = new PDFParser()
  const { promise, resolve, reject } = Promise.withResolvers<Output>()
  parser.on('pdfParser_dataReady', resolve)
  parser.on('pdfParser_dataError', (error) => reject(error instanceof Error ? error : error.parserError))
  // A copy with a buffer of its own: pdf2json ignores byteOffset, and would parse what else is in a pooled buffer.
  parser.parseBuffer(Buffer.from(new Uint8Array(bytes).buffer), 0)
  return promise
}
