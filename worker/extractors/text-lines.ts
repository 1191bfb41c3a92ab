// Text runs to line segments: a segment is what stands on one baseline without a wide gap in it. A line of two columns
// or of a table becomes several segments; who joins them again is `split-columns.ts` and `text-blocks.ts`. Pure.
import { cleanText, needsSpace } from './clean-text.ts'
import { union, type Rectangle, type TextRun } from './text-run.ts'

export type Segment = {
  text: string
  start: number
  end: number
  baseline: number
  angle: number
  /** Of most of its characters. */
  size: number
  /** Whether most of its characters are bold. */
  bold: boolean
  rightToLeft: boolean
  box: Rectangle
}

/** In font sizes. A gutter is seldom narrower, a space between words seldom wider (and then the halves are rejoined). */
const SEGMENT_GAP = 1.2
/** In font sizes. pdf.js has put in the spaces within a run; between runs a kerning pair is about 0.1. */
const WORD_GAP = 0.15
/** In font sizes: an index or an exponent stands within, the next line does not. */
const BASELINE_TOLERANCE = 0.45

export function linesOf(runs: readonly TextRun[], boldFonts: ReadonlySet<string> = new Set()): Segment[] {
  const segments: Segment[] = []
  let open: TextRun[] = []
  let spaceBefore = false
  const close = () => {
    const segment = segmentOf(open, boldFonts)
    if (segment.text !== '') segments.push(segment)
    open = []
  }
  for (const run of runs) {
    const blank = run.text.trim() === ''
    const last = open.at(-1)
    if (blank) spaceBefore = true
    // A run of nothing but spaces has no place of its own that could be trusted.
    if (blank) continue
    if (last && !continues(last, run)) close()
    const joint = last && open.length > 0 && (spaceBefore || isWordGap(last, run))
    open.push(joint && needsSpace(last.text, run.text) ? { ...run, text: ` ${run.text}` } : run)
    spaceBefore = false
  }
  if (open.length > 0) close()
  return segments
}

/** A Latin word within right-to-left text has its space in the next run, where pdf.js loses it; a prefix has none. */
const isWordGap = (last: TextRun, run: TextRun): boolean =>
  gapBetween(last, run) > WORD_GAP * run.size || (!last.rightToLeft && run.rightToLeft && /\p{L}$/u.test(last.text))

function continues(last: TextRun, run: TextRun): boolean {
  const size = Math.max(last.size, run.size)
  return (
    last.angle === run.angle &&
    Math.abs(run.baseline - last.baseline) < BASELINE_TOLERANCE * size &&
    gapBetween(last, run) < SEGMENT_GAP * size &&
    !stepsBack(last, run, size)
  )
}

/** Whether the run begins far before the last one: a new line that overlaps, or a second column drawn first. */
const stepsBack = (last: TextRun, run: TextRun, size: number): boolean =>
  !run.rightToLeft && !last.rightToLeft && run.end < last.start - WORD_GAP * size

/** The distance between two intervals whichever comes first: right-to-left text runs backwards. */
export const gapBetween = (one: { start: number; end: number }, other: { start: number; end: number }): number =>
  Math.max(other.start - one.end, one.start - other.end)

function segmentOf(runs: readonly TextRun[], boldFonts: ReadonlySet<string>): Segment {
  const first = runs[0]!
  const weights = new Map<number, number>()
  let box = first.box
  let bold = 0
  let rightToLeft = 0
  let characters = 0
  let start = first.start
  let end = first.end
  for (const run of runs) {
    const length = run.text.length
    const size = Math.round(run.size * 10) / 10
    weights.set(size, (weights.get(size) ?? 0) + length)
    characters += length
    if (boldFonts.has(run.font)) bold += length
    if (run.rightToLeft) rightToLeft += length
    box = union(box, run.box)
    start = Math.min(start, run.start)
    end = Math.max(end, run.end)
  }
  const size = heaviest(weights)
  const baseline = runs.find((run) => Math.abs(run.size - size) < 0.1)?.baseline ?? first.baseline
  return {
    text: cleanText(runs.map((run) => run.text).join('')),
    start,
    end,
    baseline,
    angle: first.angle,
    size,
    bold: bold > characters * 0.8,
    rightToLeft: rightToLeft > characters / 2,
    box,
  }
}

/** The key with the greatest weight; of equals, the first. */
export function heaviest(weights: ReadonlyMap<number, number>): number {
  let best = 0
  let bestWeight = 0
  for (const [key, weight] of weights) {
    if (weight <= bestWeight) continue
    best = key
    bestWeight = weight
  }
  return best
}
