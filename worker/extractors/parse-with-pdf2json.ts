// pdf2json as it can be used safely. Runs in the child.
import PDFParser, { type Output } from 'pdf2json'

export function parseWithPdf2json(bytes: Uint8Array): Promise<Output> {
  const parser = new PDFParser()
  const { promise, resolve, reject } = Promise.withResolvers<Output>()
  parser.on('pdfParser_dataReady', resolve)
  parser.on('pdfParser_dataError', (error) => reject(error instanceof Error ? error : error.parserError))
  // A copy with a buffer of its own: pdf2json ignores byteOffset, and would parse what else is in a pooled buffer.
  parser.parseBuffer(Buffer.from(new Uint8Array(bytes).buffer), 0)
  return promise
}
