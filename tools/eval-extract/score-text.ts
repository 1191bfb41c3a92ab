// How near an extracted text is to the true one. Word F1 compares bags of words: what is missing, what is too much.
// Order F1 compares bags of neighbouring pairs of words (bigrams, as ROUGE-2 counts them: Lin 2004): text that is read
// in the wrong order, as interleaved columns are, keeps its words and loses its pairs.

export type Score = { wordF1: number; orderF1: number }

export function scoreText(found: string, truth: string): Score {
  const [foundWords, trueWords] = [wordsOf(found), wordsOf(truth)]
  return { wordF1: f1(foundWords, trueWords), orderF1: f1(pairsOf(foundWords), pairsOf(trueWords)) }
}

/** Letters and digits; punctuation and case do not count. Chinese, Japanese and Korean by the character. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|[\p{L}\p{M}\p{N}]+?(?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|[^\p{L}\p{M}\p{N}]|$)/gu

const wordsOf = (text: string): string[] => text.normalize('NFKC').toLowerCase().match(WORD) ?? []

const pairsOf = (words: readonly string[]): string[] => words.slice(1).map((word, i) => `${words[i]} ${word}`)

function f1(found: readonly string[], truth: readonly string[]): number {
  if (found.length + truth.length === 0) return 1
  const left = new Map<string, number>()
  for (const item of truth) left.set(item, (left.get(item) ?? 0) + 1)
  let common = 0
  for (const item of found) {
    const count = left.get(item) ?? 0
    if (count === 0) continue
    left.set(item, count - 1)
    common++
  }
  return (2 * common) / (found.length + truth.length)
}
