// What the form child runs: pdf2json over one document, a page's fields and lines at a time.
import { readFile } from 'node:fs/promises'
import { fieldsOf } from './form-fields.ts'
import { rulesOf } from './page-rules.ts'
import { parseWithPdf2json } from './parse-with-pdf2json.ts'
import type { PageStructure } from './pdf-forms.ts'
import { serveReader } from './serve-reader.ts'

serveReader<PageStructure>(async function* ({ path }) {
  const { Pages } = await parseWithPdf2json(await readFile(path))
  for (const [i, page] of Pages.entries()) yield { fields: fieldsOf(page, i + 1), rules: rulesOf(page, i + 1) }
})
