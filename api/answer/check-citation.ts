// What an answerer cites is believed only where it can be seen: the passage was found for this viewer and this question,
// and words of it say what the answer says there.
import type { AnswerPart, Passage } from './answerer.ts'
import { findSupport, locateQuote } from './locate-quote.ts'
import { splitSentences } from './sentences.ts'
import type { Vocabulary } from './vocabulary.ts'

export type Citation = { start: number; end: number; quote: string; chunkId: string }

/** `answer`: as it stands so far. Null where the citation is to be dropped. */
export function checkCitation(
  claimed: Extract<AnswerPart, { kind: 'citation' }>,
  answer: string,
  passages: readonly Passage[],
  vocabulary: Vocabulary,
): Citation | null {
  const { start, end, chunkId } = claimed
  const passage = passages.find((found) => found.chunkId === chunkId)
  if (!passage || !(0 <= start && start < end && end <= answer.length)) return null
  const quote =
    claimed.quote === undefined
      ? supportOf(answer, start, end, passage.text, vocabulary)
      : locateQuote(passage.text, claimed.quote)
  return quote === null ? null : { start, end, quote, chunkId }
}

/** For the words that are cited or, where these are few, for the sentence they stand in. */
function supportOf(answer: string, start: number, end: number, passage: string, vocabulary: Vocabulary): string | null {
  const sentence = splitSentences(answer).find((found) => found.start < end && found.end > start)
  return (
    findSupport(passage, answer.slice(start, end), vocabulary) ??
    (sentence ? findSupport(passage, sentence.text, vocabulary) : null)
  )
}
