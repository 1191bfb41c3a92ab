// A passage as sentences, and a sentence as terms: what answers quote, and what is compared where they cite.

export type Sentence = { start: number; end: number; text: string }

// A fixed locale: the machine's own would make answers differ from host to host.
const sentences = new Intl.Segmenter('en', { granularity: 'sentence' })
const words = new Intl.Segmenter('en', { granularity: 'word' })

/** Where paragraphs meet, a sentence ends; at the end of a line it does not, though Unicode has it so. */
const BLANK_LINE = /\n\s*\n/g

/** In order, without the white space around them. */
export function splitSentences(text: string): Sentence[] {
  const flat = text
    .replaceAll(BLANK_LINE, (gap) => '\u2029'.padEnd(gap.length, ' '))
    .replaceAll(/[\r\n\u0085\u2028]/g, ' ')
  return [...sentences.segment(flat)].flatMap(({ index, segment }) => {
    const start = index + segment.length - segment.trimStart().length
    const end = index + segment.trimEnd().length
    return end > start ? [{ start, end, text: text.slice(start, end) }] : []
  })
}

/** Long enough to tell words apart, short enough to let most endings go, in many languages. */
const STEM_LENGTH = 5

/**
 * The words of a text, each once, without their endings. Cutting them off is coarse, but as good as stemming for languages
 * with suffixes: McNamee, Nicholas and Mayfield, "Addressing morphological variation in alphabetic languages" (SIGIR 2009).
 */
export function termsOf(text: string): Set<string> {
  const found = new Set<string>()
  for (const { segment, isWordLike } of words.segment(text.normalize('NFKC').toLowerCase())) {
    if (isWordLike) found.add(segment.replace(/(?<=...)s$/, '').slice(0, STEM_LENGTH))
  }
  return found
}

/** Short words of the Latin script say little: most are articles and prepositions. */
export function isTelling(term: string): boolean {
  return !/^\p{Script=Latin}{1,3}$/u.test(term)
}
