// The documents of the fault tests: always the same, so that what becomes of them can be compared with an undisturbed run.
import type { UploadFile } from '../testing/graphql.ts'
import { makePdf, makeTextPdf } from '../worker/testing/make-pdf.ts'

/** Each paragraph becomes a passage of its own. */
export const OPTIONS = { options: { chunkingStrategy: 'PARAGRAPH', chunkSize: 64, chunkOverlap: 0 } }

const PAGES = 30
const PARAGRAPHS_PER_PAGE = 8
const WORDS = 'the worker that reads this line may be gone before it has read the next one'

/** Three batches of passages. */
export const LONG: UploadFile = { name: 'long.pdf', bytes: makeTextPdf(makePages('long', PAGES, PARAGRAPHS_PER_PAGE)) }
export const SMALL: UploadFile = { name: 'small.pdf', bytes: makeTextPdf(makePages('small', 1, 2)) }
/** Other bytes with the text of SMALL. */
export const TWIN: UploadFile = { name: 'twin.pdf', bytes: withTitle(SMALL, 'Twin') }
export const BROKEN: UploadFile = { name: 'broken.pdf', bytes: Buffer.from(`%PDF-1.7\n${'garbage '.repeat(100)}`) }

export const MIX = [LONG, SMALL, TWIN, BROKEN]

/** A document of one page that no other is like. */
export function makeDocument(name: string): UploadFile {
  return { name: `${name}.pdf`, bytes: makePdf({ title: name, pages: [{ texts: [textOf(name)] }] }) }
}

function textOf(name: string) {
  return { text: `The document ${name} has one sentence.`, x: 72, y: 72, size: 11 }
}

function makePages(name: string, pages: number, paragraphs: number): string[][] {
  return Array.from({ length: pages }, (_, page) =>
    Array.from({ length: paragraphs }, (__, paragraph) => makeParagraph(`${name} ${page} ${paragraph}`)),
  )
}

function makeParagraph(name: string): string {
  return `Paragraph ${name} begins here. ${WORDS}, and again: ${WORDS}. So ends paragraph ${name}.`
}

/** A comment after the end of a PDF is no part of its text. */
function withTitle({ bytes }: UploadFile, title: string): Uint8Array {
  return Buffer.concat([bytes, Buffer.from(`% ${title}\n`)])
}
