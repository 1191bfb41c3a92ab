// What extraction is measured against: pdf.js alone, as its own examples use it, over every page of a file. Prints the
// milliseconds from opening the file to the last page, and the characters; loading node and pdf.js is not in them.
import { readFile } from 'node:fs/promises'
import type { TextItem } from 'pdfjs-dist/types/src/display/api.js'

const { getDocument, VerbosityLevel } = await import('pdfjs-dist/legacy/build/pdf.mjs')

const began = performance.now()
const data = new Uint8Array(await readFile(process.argv[2]!))
const document = await getDocument({ data, verbosity: VerbosityLevel.ERRORS }).promise
let characters = 0
for (let number = 1; number <= document.numPages; number++) {
  const page = await document.getPage(number)
  const { items } = await page.getTextContent()
  for (const item of items as TextItem[]) characters += item.str.length
  page.cleanup()
}
console.log(JSON.stringify({ ms: performance.now() - began, pages: document.numPages, characters }))
process.exit(0)
