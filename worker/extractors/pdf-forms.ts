// The form fields and ruling lines of a PDF, by pdf2json: in a child of its own for each document, because it can settle
// never, and can leak one document into the next. Whatever goes wrong costs these, never the document.
import { stat } from 'node:fs/promises'
import type { ExtractionLimits } from '../extractor.ts'
import { ChildPool } from './child-pool.ts'
import { readInChild } from './read-in-child.ts'
import type { PageRules } from './page-rules.ts'

export type FormField = { name: string; type: string; value: string | boolean | null; page: number }
export type PageStructure = { fields: FormField[]; rules: PageRules | null }

const TIMEOUT_MS = 10_000
const MOST_FIELDS = 5_000
/** Of one document, all pages together. */
const MOST_RULES = 2_000
/** Lines are an extra; pdf2json takes 2.9 s and 550 MB for a report of 300 pages, and half a second at least. */
const MOST_BYTES_FOR_RULES = 5_000_000

export function pdfForms({ children }: { children: number }) {
  const entry = new URL('pdf-forms-child.ts', import.meta.url)
  const pool = new ChildPool<PageStructure>({ entry, children, filesPerChild: 1 })

  /**
   * What there is of `formFields` and `rules`, for the document's metadata.
   * @throws only the signal's reason
   */
  async function read(
    path: string,
    hasForm: boolean,
    limits: ExtractionLimits,
    signal: AbortSignal,
  ): Promise<{ formFields?: FormField[]; rules?: PageRules[] }> {
    if (!hasForm && (await stat(path)).size > MOST_BYTES_FOR_RULES) return {}
    const reading = { ...limits, pageTimeoutMs: TIMEOUT_MS, documentTimeoutMs: TIMEOUT_MS }
    const formFields: FormField[] = []
    const rules: PageRules[] = []
    let left = MOST_RULES
    try {
      for await (const page of readInChild(pool, { path, pages: limits.pages, characters: 0 }, reading, signal)) {
        formFields.push(...page.fields.slice(0, MOST_FIELDS - formFields.length))
        const found = page.rules
        if (!found || found.lines.length + found.boxes.length > left) continue
        left -= found.lines.length + found.boxes.length
        rules.push(found)
      }
    } catch {
      // House rule 14's exception: both are an extra, and the document is read without them.
      signal.throwIfAborted()
      return {}
    }
    return { ...(formFields.length > 0 && { formFields }), ...(rules.length > 0 && { rules }) }
  }

  return { read, close: () => pool.close() }
}
