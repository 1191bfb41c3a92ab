// Ways to cut a text, from coarse to fine. Each gives the parts in order; joined, they are the text.

// A fixed locale: the machine's own would make chunks differ from host to host.
const sentenceSegmenter = new Intl.Segmenter('en', { granularity: 'sentence' })
const graphemeSegmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

// As long as the tokenizer's longest piece, so that cuts of a long word fall on its borders; then finer, as counting
// after each grapheme is slow.
const LONG_RUN = 64
const SHORT_RUN = 8

// A word ends after white space, unless a combining mark stands on that space. Chinese and Japanese set no spaces:
// there each character is a word, with the punctuation that closes it.
const WORD_END =
  /\s+(?![\s\p{M}\p{Grapheme_Extend}\u200d])|(?<letter>[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}][\p{M}\p{Grapheme_Extend}\u200d]*[\p{Pe}\p{Pf}\p{Po}]*(?:\s+(?![\s\p{M}\p{Grapheme_Extend}\u200d]))?)/gu

export function* splitSentences(text: string): Generator<string> {
  // A line's end is no sentence's end, though Unicode has it so.
  const oneLine = text.replaceAll(/[\r\n\u0085\u2028\u2029]/g, ' ')
  for (const { index, segment } of sentenceSegmenter.segment(oneLine)) yield text.slice(index, index + segment.length)
}

export function* splitWords(text: string): Generator<string> {
  let start = 0
  for (const { 0: match, index, groups } of text.matchAll(WORD_END)) {
    if (groups?.['letter'] !== undefined && index > start) {
      yield text.slice(start, index)
      start = index
    }
    yield text.slice(start, index + match.length)
    start = index + match.length
  }
  if (start < text.length) yield text.slice(start)
}

/** Runs of whole graphemes, of 64 characters or less; a longer grapheme is a run of its own. */
export function splitLongRuns(text: string): Generator<string> {
  return splitRuns(text, LONG_RUN)
}

/** The same, of 8 characters or less. */
export function splitShortRuns(text: string): Generator<string> {
  return splitRuns(text, SHORT_RUN)
}

export function* splitGraphemes(text: string): Generator<string> {
  for (const { segment } of graphemeSegmenter.segment(text)) yield segment
}

/** The last resort, for a grapheme of hundreds of combining marks. Never cuts a surrogate pair. */
export function* splitCodePoints(text: string): Generator<string> {
  yield* text
}

function* splitRuns(text: string, length: number): Generator<string> {
  let start = 0
  let end = 0
  for (const { index, segment } of graphemeSegmenter.segment(text)) {
    if (end > start && index + segment.length - start > length) {
      yield text.slice(start, end)
      start = end
    }
    end = index + segment.length
  }
  if (end > start) yield text.slice(start)
}
