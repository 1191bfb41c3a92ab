// pdf2json's fields and boxes of a page as form fields. Its own types leave out the values. Runs in the child; pure.
import type { Page } from 'pdf2json'
import { cleanText } from './clean-text.ts'
import type { FormField } from './pdf-forms.ts'

type Field = { id: { Id: string }; T: { Name: string }; V?: unknown; PL?: unknown; checked?: boolean }
type BoxSet = { id?: { Id: string }; boxes: Field[] }

/** pdf2json's names, in the words of the PDF standard. */
const TYPES: Record<string, string> = { alpha: 'text', box: 'checkbox', link: 'button' }

/** Of a name or a value: thousands of fields may share one of megabytes. */
const MOST_CHARACTERS = 2_000

/** Names have `_` where the file has `.` between the parts: pdf2json's doing. */
export function fieldsOf(page: Page, number: number): FormField[] {
  const fields = page.Fields as unknown as Field[]
  const sets = page.Boxsets as unknown as BoxSet[]
  return [
    ...fields.map((field) => ({ ...namedField(field, number), value: valueOf(field.V) })),
    ...sets.map((set) => boxField(set, number)),
  ]
}

const namedField = (field: Field, page: number) => ({
  name: cleanText(field.id.Id.slice(0, MOST_CHARACTERS)),
  type: field.PL ? 'choice' : (TYPES[field.T.Name] ?? field.T.Name),
  page,
})

function boxField({ id, boxes }: BoxSet, page: number): FormField {
  const [first] = boxes as [Field]
  // Several boxes under one name are a choice of one: the value is the name of the chosen box.
  if (id && boxes.length > 1) {
    const chosen = boxes.find((box) => box.checked)
    return { name: cleanText(id.Id), type: 'radio', value: chosen ? cleanText(chosen.id.Id) : null, page }
  }
  return { ...namedField(first, page), value: first.checked === true }
}

function valueOf(value: unknown): string | null {
  const parts = (Array.isArray(value) ? value : [value]).filter((part) => typeof part === 'string')
  return cleanText(parts.join(', ').slice(0, MOST_CHARACTERS)) || null
}
