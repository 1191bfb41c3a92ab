// How much a term tells, by how few of some sentences have it. The stop words of every language weigh little by that.
import { splitSentences, termsOf } from './sentences.ts'

export interface Vocabulary {
  /** How much of what `terms` say is said by `others` too, 0 to 1. */
  coverage(terms: ReadonlySet<string>, others: ReadonlySet<string>): number
}

export function vocabularyOf(texts: readonly string[]): Vocabulary {
  const counts = new Map<string, number>()
  const all = texts.flatMap(splitSentences)
  for (const { text } of all) for (const term of termsOf(text)) counts.set(term, (counts.get(term) ?? 0) + 1)
  // A term that no sentence has weighs most: a question is about it, and nothing here is.
  const weigh = (terms: Iterable<string>) =>
    [...terms].reduce((sum, term) => sum + Math.log(1 + all.length / (counts.get(term) ?? 0.5)), 0)
  return {
    coverage(terms, others) {
      const whole = weigh(terms)
      return whole === 0 ? 0 : weigh([...terms].filter((term) => others.has(term))) / whole
    },
  }
}
