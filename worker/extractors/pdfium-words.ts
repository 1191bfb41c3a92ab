// pdfium's characters as words, each with the direction it is read in. Runs in the child.
import type { PdfiumDocument } from './pdfium.ts'
import { glyphsOf, type Glyph } from './pdfium-glyphs.ts'

export type Word = { glyphs: Glyph[]; first: number; rightToLeft: boolean }

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
const LETTER = /\p{L}/u

/** What stands between spaces, in one direction; a space is a word of its own, as between the runs of pdf.js. */
export function* wordsOf(document: PdfiumDocument, text: number): Generator<Word> {
  let word: Word | undefined
  let index = -1
  let rightToLeft = false
  for (const glyph of glyphsOf(document, text)) {
    index++
    if (glyph === null) {
      if (word) yield word
      word = undefined
      rightToLeft = false
      continue
    }
    const blank = glyph.character.trim() === ''
    // A space that pdfium made up has no width: the gaps decide.
    if (blank && glyph.right - glyph.left < 0.01) continue
    // Digits and signs go with what is before them.
    if (LETTER.test(glyph.character)) rightToLeft = RIGHT_TO_LEFT.test(glyph.character)
    if (word && !blank && rightToLeft === word.rightToLeft && goesOn(word, glyph)) {
      addGlyph(word.glyphs, glyph)
      continue
    }
    if (word) yield word
    word = { glyphs: [glyph], first: index, rightToLeft }
  }
  if (word) yield word
}

function goesOn({ glyphs }: Word, glyph: Glyph): boolean {
  const last = glyphs.at(-1)!
  return last.character.trim() !== '' && isNear(last, glyph)
}

const ALEF = /[\u0622\u0623\u0625\u0627]/
const LAM = '\u0644'

/**
 * Word and others map the ligature of lam and alef to its letters as they are seen, alef first. Of one glyph, which is
 * one place, they are always lam and alef.
 */
function addGlyph(glyphs: Glyph[], glyph: Glyph): void {
  const last = glyphs.at(-1)!
  const isOneGlyph = last.left === glyph.left && last.right === glyph.right && last.y === glyph.y
  if (glyph.character === LAM && ALEF.test(last.character) && isOneGlyph) glyphs.splice(-1, 0, glyph)
  else if (isOver(last, glyph)) glyphs.splice(-1, 0, glyph)
  else glyphs.push(glyph)
}

const MARK = /^\p{Mn}$/u

/** A vowel sign that is drawn before the letter it stands on. */
const isOver = (mark: Glyph, letter: Glyph): boolean =>
  MARK.test(mark.character) && !MARK.test(letter.character) && mark.x >= letter.left && mark.x <= letter.right

function isNear(last: Glyph, glyph: Glyph): boolean {
  const size = Math.hypot(glyph.matrix[2], glyph.matrix[3]) || 1
  const [across, up] = [
    gap(last.left, last.right, glyph.left, glyph.right),
    gap(last.bottom, last.top, glyph.bottom, glyph.top),
  ]
  return (
    across < 0.15 * size &&
    up < 0.15 * size &&
    last.matrix.every((value, i) => Math.abs(value - glyph.matrix[i]!) < 0.1)
  )
}

const gap = (start: number, end: number, otherStart: number, otherEnd: number): number =>
  Math.max(otherStart - end, start - otherEnd)

/** Along the line of writing, from where the first glyph to be seen begins. */
export function extentOf(glyphs: readonly Glyph[]): { start: { x: number; y: number }; width: number } {
  const [first] = glyphs as [Glyph]
  const length = Math.hypot(first.matrix[0], first.matrix[1]) || 1
  const [dx, dy] = [first.matrix[0] / length, first.matrix[1] / length]
  const places = glyphs.flatMap(({ left, right, bottom, top }) =>
    [left, right].flatMap((x) => [bottom, top].map((y) => (x - first.x) * dx + (y - first.y) * dy)),
  )
  const from = Math.min(...places)
  return { start: { x: first.x + from * dx, y: first.y + from * dy }, width: Math.max(...places) - from }
}
