// What a PDF says of itself: title, metadata, outline. Runs in the child.
import type { PDFDocumentProxy } from 'pdfjs-dist'
import type { FileDescription } from '../extractor.ts'
import { cleanText } from './clean-text.ts'
import type { OutlineEntry } from './headings.ts'
import { readOutline } from './pdf-outline.ts'

export type PdfDescription = { description: FileDescription; outline: OutlineEntry[]; hasForm: boolean }

export async function describe(document: PDFDocumentProxy): Promise<PdfDescription> {
  // Neither is worth failing a document for.
  const { info, metadata } = await document.getMetadata().catch(() => ({ info: {}, metadata: null }))
  const outline = await readOutline(document).catch(() => [])
  const labels = await readLabels(document).catch(() => undefined)
  const fields = info as Record<string, unknown>
  const xmp = (name: string) => (metadata?.get(name) ?? undefined) as unknown
  const title = titleOf(fields.Title) ?? titleOf(xmp('dc:title'))
  return {
    description: {
      pageCount: document.numPages,
      title,
      metadata: onlyPresent({
        author: textOf(fields.Author) ?? textOf(xmp('dc:creator')),
        subject: textOf(fields.Subject) ?? textOf(xmp('dc:description')),
        keywords: textOf(fields.Keywords) ?? textOf(xmp('pdf:keywords')),
        creator: textOf(fields.Creator),
        producer: textOf(fields.Producer),
        created: dateOf(fields.CreationDate) ?? isoOf(xmp('xmp:createdate')),
        modified: dateOf(fields.ModDate) ?? isoOf(xmp('xmp:modifydate')),
        language: textOf(fields.Language),
        pdfVersion: textOf(fields.PDFFormatVersion),
        outline: outline.length > 0 ? outline : undefined,
        pageLabels: labels,
      }),
    },
    outline,
    hasForm: fields.IsAcroFormPresent === true,
  }
}

/** Such as iii or A-7, one a page; only where they are not the pages' own numbers. */
async function readLabels(document: PDFDocumentProxy): Promise<string[] | undefined> {
  const labels = (await document.getPageLabels())?.map((label) => cleanText(label.slice(0, 100)))
  return labels?.some((label, i) => label !== String(i + 1)) ? labels : undefined
}

const JUNK_TITLE =
  /^(?:microsoft (?:word|powerpoint|excel)\b.*|untitled\d*|no title|title|document\d*|slide 1|.*\.\w{2,4})$/i

export function titleOf(value: unknown): string | null {
  const title = textOf(value)
  return title === undefined || JUNK_TITLE.test(title) ? null : title
}

function textOf(value: unknown): string | undefined {
  const text = Array.isArray(value) ? value.filter((part) => typeof part === 'string').join(', ') : value
  return typeof text === 'string' ? cleanText(text.slice(0, 4_000)) || undefined : undefined
}

const PDF_DATE = /^D?:?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?\s*(?:(Z)|([+-])(\d{2})'?(\d{2})?)?/

/** `D:20241101153620+03'00'` as ISO 8601, in UTC. A time without a zone is taken as UTC. */
export function dateOf(value: unknown): string | undefined {
  const match = typeof value === 'string' ? PDF_DATE.exec(value) : null
  if (!match) return undefined
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', , sign, hours, minutes] = match
  const zone = sign ? `${sign}${hours}:${minutes ?? '00'}` : 'Z'
  return isoOf(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`)
}

function isoOf(value: unknown): string | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}

export const onlyPresent = (metadata: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== undefined))
