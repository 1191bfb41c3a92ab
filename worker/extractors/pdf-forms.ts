// The form fields of a PDF, by pdf2json: in a child of its own for each document, because it can settle never, and can
// leak one document into the next. Whatever goes wrong costs the fields, never the document.
import type { ExtractionLimits } from '../extractor.ts'
import { ChildPool } from './child-pool.ts'
import { readInChild } from './read-in-child.ts'

export type FormField = { name: string; type: string; value: string | boolean | null; page: number }

const TIMEOUT_MS = 20_000
const MOST_FIELDS = 5_000

export function pdfForms({ children }: { children: number }) {
  const entry = new URL('pdf-forms-child.ts', import.meta.url)
  const pool = new ChildPool<FormField[]>({ entry, children, filesPerChild: 1 })

  /** @throws only the signal's reason */
  async function read(path: string, limits: ExtractionLimits, signal: AbortSignal): Promise<FormField[]> {
    const reading = { ...limits, pageTimeoutMs: TIMEOUT_MS, documentTimeoutMs: TIMEOUT_MS }
    const fields: FormField[] = []
    try {
      for await (const page of readInChild(pool, { path, pages: limits.pages, characters: 0 }, reading, signal)) {
        fields.push(...page.slice(0, MOST_FIELDS - fields.length))
      }
    } catch {
      // House rule 14's exception: the fields are an extra, and the document is read without them.
      signal.throwIfAborted()
      return []
    }
    return fields
  }

  return { read, close: () => pool.close() }
}
