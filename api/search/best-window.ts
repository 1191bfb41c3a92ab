// The part of a passage that shows best why it was found: where most of the query's words stand together.

/** A word of the passage; `matches`: the words of the query that it is a form of. */
export type PassageWord = { start: number; end: number; matches: readonly number[] }

/** From its first word up to, but not with, the one at `to`. */
export type Window = { from: number; to: number }

/** In words: three lines or so. */
const LENGTH = 45
/** Words before the first match: what it is said of. */
const LEAD = 8

/** A word of the query that stands there is worth more than any repetition of another. The first of the best. */
export function bestWindow(words: readonly PassageWord[]): Window {
  let best = { from: 0, value: 0 }
  for (const [at, { matches }] of words.entries()) {
    if (matches.length === 0) continue
    const value = valueOf(words.slice(at, at + LENGTH - LEAD))
    if (value > best.value) best = { from: at, value }
  }
  const from = Math.max(0, Math.min(best.from - LEAD, words.length - LENGTH))
  return { from, to: Math.min(words.length, from + LENGTH) }
}

function valueOf(words: readonly PassageWord[]): number {
  const found = words.flatMap(({ matches }) => matches)
  return new Set(found).size + found.length / 1_000
}
