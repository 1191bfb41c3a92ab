// A table's row as one line of text.

/** Cells stay apart, empty ones included, so that each stays in its column; those after the last text do not count. */
export function joinCells(cells: readonly string[]): string {
  const last = cells.findLastIndex((cell) => cell.trim() !== '')
  return cells
    .slice(0, last + 1)
    .map((cell) => cell.replaceAll(/\s+/g, ' ').trim())
    .join(' | ')
}
