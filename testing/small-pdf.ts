// PDFs of a page or a few for tests that care for little more than that they can be processed.
import { makeTextPdf } from '../worker/testing/make-pdf.ts'
import type { UploadFile } from './graphql.ts'

/** One page for each text. The same texts give the same bytes. */
export function smallPdf(...pages: string[]): UploadFile {
  return { name: 'small.pdf', bytes: makeTextPdf(pages.map((page) => [page])) }
}

/** Begins as a PDF does, and is as large as wanted; it cannot be read as one. Another `seed` gives other bytes. */
export function largeFile(byteSize: number, seed = 1): UploadFile {
  const bytes = new Uint8Array(byteSize)
  let state = seed
  for (let i = 0; i < byteSize; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    bytes[i] = state >>> 16
  }
  bytes.set(Buffer.from('%PDF-1.7\n'))
  return { name: 'large.pdf', bytes }
}
