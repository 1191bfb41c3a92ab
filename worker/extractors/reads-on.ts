// Whether lines are prose that reads on from one to the next, or cells of a table, each for itself. Pure.

/** Characters a line, on average. Cells are shorter, but Chinese, Japanese and Korean say as much in half of it. */
const PROSE = 20
const DENSE_PROSE = 10
/** Of the lines: so many begin in the middle of a sentence. */
const FEWEST_CONTINUED = 0.3

const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
/** A small letter, or one of a script that has no capitals. */
const CONTINUED = /^[("'“‘]?[\p{Ll}\p{Lo}]/u

export function readsOn(lines: readonly { text: string }[]): boolean {
  const characters = lines.reduce((sum, { text }) => sum + text.length, 0)
  const dense = lines.filter(({ text }) => DENSE.test(text)).length > lines.length / 2
  if (characters / lines.length < (dense ? DENSE_PROSE : PROSE)) return false
  return lines.filter(({ text }) => CONTINUED.test(text)).length >= FEWEST_CONTINUED * lines.length
}
