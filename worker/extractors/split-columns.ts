// Some writers draw two columns line by line across the page. Where three or more consecutive rows share one gutter and
// both sides are prose, the left side is read first, then the right one. Pure.
import { readsOn } from './reads-on.ts'
import { gapBetween, type Segment } from './text-lines.ts'

type Gutter = { from: number; to: number }

const FEWEST_ROWS = 3
/** Looked at together: more than a page has. Hostile pages have more, and rows are looked at again and again. */
const MOST_ROWS = 200

export function splitColumns(segments: readonly Segment[]): Segment[] {
  const rows = rowsOf(segments)
  const ordered: Segment[] = []
  for (let at = 0; at < rows.length;) {
    const { length, gutter } = interleavedFrom(rows, at)
    const region = rows.slice(at, at + length).flat()
    if (gutter) {
      ordered.push(...region.filter((segment) => segment.end <= gutter.from))
      ordered.push(...region.filter((segment) => segment.end > gutter.from))
    } else ordered.push(...region)
    at += length
  }
  return ordered
}

/** Consecutive segments on one baseline, side by side. */
export function rowsOf(segments: readonly Segment[]): Segment[][] {
  const rows: Segment[][] = []
  for (const segment of segments) {
    const row = rows.at(-1)
    const last = row?.at(-1)
    if (row && last && isSameRow(last, segment) && gapBetween(last, segment) >= 0) row.push(segment)
    else rows.push([segment])
  }
  return rows
}

const isSameRow = (one: Segment, other: Segment): boolean =>
  one.angle === other.angle && Math.abs(one.baseline - other.baseline) < 0.3 * Math.max(one.size, other.size)

/** How many rows from `at` on belong together, and the gutter between their columns, if they are such. */
function interleavedFrom(rows: readonly Segment[][], at: number): { length: number; gutter?: Gutter } {
  if (rows[at]!.length !== 2) return { length: 1 }
  let gutter: Gutter | undefined
  let length = 0
  let above = -Infinity
  const pairs: [Segment, Segment][] = []
  for (const row of rows.slice(at, at + MOST_ROWS)) {
    const [left, right] = row as [Segment, Segment?]
    const narrowed = left.baseline < above ? undefined : narrow(gutter, row)
    if (!narrowed) break
    gutter = narrowed
    above = left.baseline
    length++
    if (right) pairs.push([left, right])
  }
  // What stands alone in its row says nothing of what stands side by side: it may be a paragraph under a table.
  const isProse =
    pairs.length >= FEWEST_ROWS &&
    [0, 1].every((side) => readsOn(pairs.map((pair) => pair[side]!))) &&
    !pairs.flat().some((segment) => segment.rightToLeft)
  return isProse && gutter ? { length, gutter } : { length: 1 }
}

/** The gutter that is left when this row must not cross it; nothing when the row does. */
function narrow(gutter: Gutter | undefined, row: readonly Segment[]): Gutter | undefined {
  const [left, right] = row
  if (!left || row.length > 2) return undefined
  const own = right
    ? { from: left.end, to: right.start }
    : gutter && left.start >= gutter.to - 1
      ? { from: -Infinity, to: left.start }
      : { from: left.end, to: Infinity }
  const next = { from: Math.max(gutter?.from ?? -Infinity, own.from), to: Math.min(gutter?.to ?? Infinity, own.to) }
  return next.to - next.from > 0.5 * left.size ? next : undefined
}
