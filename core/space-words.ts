// PostgreSQL finds words by the spaces between them, and some scripts have none: there they are put in, by Intl's own
// word lists. The worker does it to passages and the api to queries, so that both are cut alike.

/** Runs of Han, kana, Thai, Lao, Khmer and Burmese. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+/gu

// The list is the same for all of these scripts, whatever the locale.
const segmenter = new Intl.Segmenter('und', { granularity: 'word' })

/** The same text with a space around every word of such scripts; null where it has none, and needs nothing. */
export function spaceWords(text: string): string | null {
  if (text.search(UNSPACED) === -1) return null
  return text.replaceAll(UNSPACED, (run) => ` ${wordsOf(run).join(' ')} `)
}

/** Letters and digits, with the point or comma inside a number. Underscores and hyphens part words, as PostgreSQL has it. */
const WORD = /\p{N}+(?:[.,]\p{N}+)+|[\p{L}\p{M}\p{N}ー]+/gu

/** Where the words of a text stand, cut as its lexemes are, but for addresses. */
export function* wordsWithin(text: string): Generator<{ word: string; start: number; end: number }> {
  for (const { 0: found, index } of text.matchAll(WORD)) {
    let start = index
    for (const word of found.search(UNSPACED) === -1 ? [found] : wordsOf(found)) {
      yield { word, start, end: start + word.length }
      start += word.length
    }
  }
}

function wordsOf(run: string): string[] {
  return Array.from(segmenter.segment(run), ({ segment }) => segment)
}
