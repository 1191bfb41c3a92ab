// What stands over the pages of a PDF and is no part of them: values of form fields, typed notes, stamps, signatures. Who
// looks at the page reads it like the rest. pdf.js knows which pages have such, pdfium reads what is drawn. Runs in the child.
import type { PDFDocumentProxy } from 'pdfjs-dist'
import { cleanText } from './clean-text.ts'
import type { Matrix, Rectangle, TextRun } from './text-run.ts'

const { AnnotationType } = await import('pdfjs-dist/legacy/build/pdf.mjs')

/** What was filled in; it may not be drawn, as that is left to the viewer. `box`: left, bottom, right, top, in the page's own space. */
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
/** Their ticks and captions are read as they are drawn; their values are names that nobody sees. */
const BUTTON = 'Btn'
const DEFAULT_SIZE = 10
/** In font sizes: what is filled in stands a little higher or lower than its label. */
const SAME_LINE = 0.6
/** Of one value, and of a page's: forms have hundreds, and hostile files share one long value among a hundred thousand. */
const MOST_CHARACTERS = 20_000
const MOST_VALUES = 2_000
/** Of runs with overlays: some tenths of a second. */
const MOST_COMPARISONS = 20_000_000

/** The values on each page that something stands over, by its number, of those asked for. */
export async function findOverlays(
  document: PDFDocumentProxy,
  numbers: ReadonlySet<number>,
): Promise<ReadonlyMap<number, FieldValue[]>> {
  const overlays = new Map<number, FieldValue[]>()
  for (const [number, annotations] of Map.groupBy(await findAnnotations(document, numbers), numberOf)) {
    const seen = annotations.filter(({ annotationFlags }) => !(annotationFlags & UNSEEN))
    if (seen.length === 0) continue
    const values = seen
      .slice(0, MOST_VALUES)
      .map((annotation) => ({ text: valueOf(annotation), box: annotation.rect, size: sizeOf(annotation) }))
    overlays.set(
      number,
      values.filter(({ text }) => text !== ''),
    )
  }
  return overlays
}

const numberOf = ({ pageIndex }: Annotation): number => pageIndex + 1

/** All at once, which costs little; where a damaged page spoils that, page by page. They are not worth failing for. */
async function findAnnotations(document: PDFDocumentProxy, numbers: ReadonlySet<number>): Promise<Annotation[]> {
  const all = Array.from({ length: document.numPages }, (_, index) => index)
  const find = async (wanted: (index: number) => boolean) => {
    const others = new Set(all.filter((index) => !wanted(index)))
    return ((await document.getAnnotationsByType(WITH_TEXT, others)) ?? []) as Annotation[]
  }
  try {
    return await find((index) => numbers.has(index + 1))
  } catch {
    const found: Annotation[] = []
    for (const number of numbers) found.push(...(await find((index) => index + 1 === number).catch(() => [])))
    return found
  }
}

function valueOf({ fieldType, fieldValue, options, password }: Annotation): string {
  if (password || fieldType === BUTTON) return ''
  const values = (Array.isArray(fieldValue) ? fieldValue : [fieldValue]).filter((value) => typeof value === 'string')
  const shown = values.map((value) => options?.find(({ exportValue }) => exportValue === value)?.displayValue ?? value)
  return shown.join('\n').slice(0, MOST_CHARACTERS)
}

function sizeOf({ defaultAppearanceData, rect: [, bottom, , top] }: Annotation): number {
  const size = defaultAppearanceData?.fontSize
  return size !== undefined && size > 0 ? size : Math.min(DEFAULT_SIZE, Math.abs(top - bottom)) || DEFAULT_SIZE
}

/**
 * Values of fields in which nothing is drawn, where they would be: their lines one below the other from the top of the
 * field, a single one in its middle.
 */
export function undrawn(values: readonly FieldValue[], drawn: readonly TextRun[], viewport: Matrix): TextRun[] {
  return values.flatMap((value) => {
    const field = displayed(value.box, viewport)
    return drawn.some((run) => isWithin(run, field)) ? [] : runsOf(value, field)
  })
}

/** By the middle of the run. */
function isWithin({ box }: TextRun, { left, right, top, bottom }: Rectangle): boolean {
  const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2]
  return x >= left && x <= right && y >= top && y <= bottom
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
