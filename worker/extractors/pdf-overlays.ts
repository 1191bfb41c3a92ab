// What stands over the pages of a PDF and is no part of them: values of form fields, typed notes, stamps, signatures. Who
// looks at the page reads it like the rest. pdf.js knows which pages have such, pdfium reads what is drawn. Runs in the child.
import type { PDFDocumentProxy } from 'pdfjs-dist'
import { cleanText } from './clean-text.ts'
import type { Matrix, Rectangle, TextRun } from './text-run.ts'

const { AnnotationType } = await import('pdfjs-dist/legacy/build/pdf.mjs')

/** `values`: what was filled in; it may not be drawn, as that is left to the viewer. */
export type Overlay = { values: FieldValue[] }
/** `box`: left, bottom, right, top, in the page's own space. */
export type FieldValue = { text: string; box: Box; size: number }
type Box = [number, number, number, number]

type Annotation = {
  pageIndex: number
  annotationType: number
  annotationFlags: number
  rect: Box
  fieldType?: string
  fieldValue?: unknown
  password?: boolean
  options?: { exportValue: string; displayValue: string }[]
  defaultAppearanceData?: { fontSize?: number }
}

const WITH_TEXT = new Set([AnnotationType.FREETEXT, AnnotationType.LINE, AnnotationType.STAMP, AnnotationType.WIDGET])
/** Invisible, hidden or not to be viewed: PDF 32000-1, table 165. */
const UNSEEN = 1 | 2 | 32
/** Buttons: their marks and captions are the form's, nothing that was filled in. */
const BUTTON = 'Btn'
const DEFAULT_SIZE = 10
/** In font sizes: what is filled in stands a little higher or lower than its label. */
const SAME_LINE = 0.6
/** Of one value, and of a page's: forms have hundreds, and hostile files share one long value among a hundred thousand. */
const MOST_CHARACTERS = 20_000
const MOST_VALUES = 2_000
/** Of runs with overlays: some tenths of a second. */
const MOST_COMPARISONS = 20_000_000

/** By the page's number, of those asked for. */
export async function findOverlays(
  document: PDFDocumentProxy,
  numbers: ReadonlySet<number>,
): Promise<ReadonlyMap<number, Overlay>> {
  const others = Array.from({ length: document.numPages }, (_, index) => index).filter(
    (index) => !numbers.has(index + 1),
  )
  // They are not worth failing a document for.
  const found = await document.getAnnotationsByType(WITH_TEXT, new Set(others)).catch(() => null)
  const overlays = new Map<number, Overlay>()
  for (const annotation of (found ?? []) as Annotation[]) {
    if (annotation.annotationFlags & UNSEEN || annotation.fieldType === BUTTON) continue
    const number = annotation.pageIndex + 1
    const overlay = overlays.get(number) ?? { values: [] }
    overlays.set(number, overlay)
    const text = valueOf(annotation)
    if (text !== '' && overlay.values.length < MOST_VALUES)
      overlay.values.push({ text, box: annotation.rect, size: sizeOf(annotation) })
  }
  return overlays
}

function valueOf({ fieldValue, options, password }: Annotation): string {
  if (password) return ''
  const values = (Array.isArray(fieldValue) ? fieldValue : [fieldValue]).filter((value) => typeof value === 'string')
  const shown = values.map((value) => options?.find(({ exportValue }) => exportValue === value)?.displayValue ?? value)
  return shown.join('\n').slice(0, MOST_CHARACTERS)
}

function sizeOf({ defaultAppearanceData, rect: [, bottom, , top] }: Annotation): number {
  const size = defaultAppearanceData?.fontSize
  return size !== undefined && size > 0 ? size : Math.min(DEFAULT_SIZE, Math.abs(top - bottom)) || DEFAULT_SIZE
}

/**
 * Values that are not among what is drawn, where they would be: their lines one below the other from the top of the field,
 * a single one in its middle.
 */
export function undrawn({ values }: Overlay, drawn: readonly TextRun[], viewport: Matrix): TextRun[] {
  const have = squeeze(drawn.map(({ text }) => text).join(''))
  return values
    .filter(({ text }) => !have.includes(squeeze(text)))
    .flatMap((value) => runsOf(value, displayed(value.box, viewport)))
}

function runsOf({ text, size }: FieldValue, { left, right, top, bottom }: Rectangle): TextRun[] {
  const lines = text.split(/[\r\n]+/).map(cleanText)
  const first = lines.length === 1 ? (top + bottom) / 2 + size / 3 : top + size
  return lines.map((line, i) => {
    const baseline = first + i * size * 1.2
    const end = Math.min(right, left + line.length * size * 0.5)
    const box = { left, right: end, top: baseline - size * 0.75, bottom: baseline + size * 0.2 }
    return { text: line, start: left, end, baseline, angle: 0, size, font: '', rightToLeft: false, box }
  })
}

function displayed([x, y, otherX, otherY]: Box, [a, b, c, d, e, f]: Matrix): Rectangle {
  const xs = [a * x + c * y + e, a * otherX + c * otherY + e]
  const ys = [b * x + d * y + f, b * otherX + d * otherY + f]
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) }
}

/**
 * Each after its label: the run that ends nearest to the left of it, on its line. What has none comes last, and all do
 * where there are too many.
 */
export function besideLabels(runs: readonly TextRun[], overlays: readonly TextRun[]): TextRun[] {
  if (runs.length * overlays.length > MOST_COMPARISONS) return [...runs, ...overlays]
  const after = new Map<number, TextRun[]>()
  for (const overlay of overlays) {
    const label = labelOf(overlay, runs)
    const beside = after.get(label)
    if (beside) beside.push(overlay)
    else after.set(label, [overlay])
  }
  return [...runs.flatMap((run, i) => [run, ...(after.get(i) ?? [])]), ...(after.get(-1) ?? [])]
}

/** Its place among the runs; -1 if there is none. */
function labelOf(overlay: TextRun, runs: readonly TextRun[]): number {
  let nearest = -1
  for (const [i, run] of runs.entries()) {
    const isLeft = run.angle === overlay.angle && run.end <= overlay.start + overlay.size / 2 && run.text.trim() !== ''
    const isOnLine = Math.abs(run.baseline - overlay.baseline) < SAME_LINE * Math.max(run.size, overlay.size)
    if (isLeft && isOnLine && (nearest === -1 || run.end >= runs[nearest]!.end)) nearest = i
  }
  return nearest
}

const squeeze = (text: string): string => text.normalize('NFKC').replaceAll(/\s+/g, '')
