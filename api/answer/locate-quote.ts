// Finds the words of a passage that a citation rests on. What it gives always stands in the passage, sign for sign.
import { isTelling, splitSentences, termsOf } from './sentences.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Hyphens that only mark where a word may be broken, and marks of direction, are no part of what is written. */
const UNSEEN = /[\u00AD\u200B-\u200F\u2060\uFEFF]/
const ALIKE: readonly [RegExp, string][] = [
  [/[‘’‚‛′]/, "'"],
  [/[“”„‟″]/, '"'],
  [/[‐‑‒–—―−]/, '-'],
]

/** The place of the quote in the passage, whatever the white space and the form of the characters in both; null where it is not there. */
export function locateQuote(passage: string, quote: string): string | null {
  const sought = plain(quote).text.trim()
  if (sought === '') return null
  const { text, places } = plain(passage)
  const at = text.indexOf(sought)
  if (at === -1) return null
  const last = places[at + sought.length - 1]!
  return passage.slice(places[at], last + String.fromCodePoint(passage.codePointAt(last)!).length)
}

/** A text in its simplest form, and where each of its characters stood. */
function plain(original: string): { text: string; places: number[] } {
  let text = ''
  const places: number[] = []
  let place = 0
  for (const sign of original) {
    const simple = UNSEEN.test(sign) ? '' : simplify(sign)
    if (simple !== ' ' || !text.endsWith(' ')) {
      text += simple
      for (let index = 0; index < simple.length; index++) places.push(place)
    }
    place += sign.length
  }
  return { text, places }
}

function simplify(sign: string): string {
  const alike = ALIKE.find(([signs]) => signs.test(sign))
  return alike ? alike[1] : sign.normalize('NFKD').replaceAll(/\s+/g, ' ')
}

/** Of what the statement says, as its terms weigh: less is chance. */
const LEAST_COVERAGE = 0.15

/** The sentence that says most of what the statement says; null where none says a telling word of it. */
export function findSupport(passage: string, statement: string, vocabulary: Vocabulary): string | null {
  const terms = termsOf(statement)
  let best = { text: null as string | null, coverage: LEAST_COVERAGE }
  for (const { text } of splitSentences(passage)) {
    const said = termsOf(text)
    if (![...terms].some((term) => said.has(term) && isTelling(term))) continue
    const coverage = vocabulary.coverage(terms, said)
    if (coverage > best.coverage) best = { text, coverage }
  }
  return best.text
}
