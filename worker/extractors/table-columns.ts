// Some writers draw a table column by column. Where a column of short texts stands beside an earlier one, on the same
// baselines, both are read row by row. Pure.
import { readsOn } from './reads-on.ts'
import { gapBetween, type Segment } from './text-lines.ts'

type Table = { columns: Segment[][]; rows: Segment[] }

/** Looked at together: a page with more is a drawing. */
const MOST_SEGMENTS = 2_000
/** An earlier column is looked for so far back. */
const FARTHEST = 40
/** Of both columns' lines: where fewer do, cells have several lines each, and rows of lines would tear them apart. */
const SAME_ROWS = 0.6
const FEWEST_ROWS = 2

export function joinTableColumns(segments: readonly Segment[]): Segment[] {
  if (segments.length > MOST_SEGMENTS) return [...segments]
  const tables: Table[] = []
  for (const column of columnsOf(segments)) {
    const table = tables.slice(-FARTHEST).find((candidate) => candidate.columns.some((one) => areBeside(one, column)))
    if (table) {
      table.columns.push(column)
      table.rows.push(...column)
    } else tables.push({ columns: [column], rows: column })
  }
  return tables.flatMap(({ columns, rows }) => (columns.length > 1 ? byRows(rows) : rows))
}

/** Consecutive segments, each below the one before it. */
function columnsOf(segments: readonly Segment[]): Segment[][] {
  const columns: Segment[][] = []
  for (const segment of segments) {
    const last = columns.at(-1)?.at(-1)
    const isBelow =
      last &&
      last.angle === segment.angle &&
      segment.baseline > last.baseline + 0.3 * last.size &&
      gapBetween(last, segment) < 0
    if (isBelow) columns.at(-1)!.push(segment)
    else columns.push([segment])
  }
  return columns
}

function areBeside(one: readonly Segment[], other: readonly Segment[]): boolean {
  if (Math.min(one.length, other.length) < FEWEST_ROWS || one[0]!.angle !== other[0]!.angle) return false
  if (gapBetween(spanOf(one), spanOf(other)) < 0 || readsOn(one) || readsOn(other)) return false
  const same = other.filter((segment) => one.some((candidate) => isSameRow(candidate, segment))).length
  return same >= Math.max(FEWEST_ROWS, SAME_ROWS * Math.max(one.length, other.length))
}

const isSameRow = (one: Segment, other: Segment): boolean =>
  Math.abs(one.baseline - other.baseline) < 0.3 * Math.max(one.size, other.size)

const spanOf = (column: readonly Segment[]): { start: number; end: number } => ({
  start: Math.min(...column.map((segment) => segment.start)),
  end: Math.max(...column.map((segment) => segment.end)),
})

function byRows(segments: readonly Segment[]): Segment[] {
  const down = segments.toSorted((a, b) => a.baseline - b.baseline)
  const rows: Segment[][] = []
  for (const segment of down) {
    const row = rows.at(-1)
    if (row && isSameRow(row[0]!, segment)) row.push(segment)
    else rows.push([segment])
  }
  const side = segments.filter((segment) => segment.rightToLeft).length > segments.length / 2 ? -1 : 1
  return rows.flatMap((row) => row.toSorted((a, b) => side * (a.start - b.start)))
}
