// Answers without a model that writes: the sentences of the passages that come nearest to the question, quoted word for
// word.
import { ProviderError, type SharedEmbedder } from '../../../core/embedder.ts'
import type { Answerer, AnswerPart, AnswerRequest, Passage } from '../answerer.ts'
import { dotProduct } from '../dot-product.ts'
import { splitSentences, termsOf } from '../sentences.ts'
import { vocabularyOf } from '../vocabulary.ts'

const INTRODUCTION = 'Found in your documents, word for word:'

const MOST_QUOTED = 3
/** Of the best sentence's score: what is worse is left out. */
const WORTH_QUOTING = 0.7
/** In one call, some 5 ms each by the local model. */
const MOST_EMBEDDED = 48
/** Fewer words are a heading or a scrap. */
const LEAST_TERMS = 4
const LONGEST_QUOTE = 600
/** A heading says a question's words better than any sentence, and answers nothing; a line of a table may. */
const UNFINISHED = 0.5
const ENDS_AS_SENTENCE = /[.!?…。！？][\p{Pe}\p{Pf}"']*$/u

type Candidate = { passage: Passage; text: string; score: number }

export function extractiveAnswerer(embedder: SharedEmbedder): Answerer {
  return {
    extractive: true,
    reads: { passages: 8, characters: 100_000 },
    async *answer(request, signal): AsyncGenerator<AnswerPart, void> {
      const candidates = candidatesOf(request).slice(0, Math.min(MOST_EMBEDDED, embedder.batchSize))
      const scored = await addSimilarity(embedder, candidates, request, signal)
      yield { kind: 'text', text: INTRODUCTION }
      let length = INTRODUCTION.length
      for (const { text, passage } of bestOf(scored)) {
        const quoted = text.replaceAll(/\s+/g, ' ')
        const start = length + '\n\n“'.length
        const shown = `\n\n“${quoted}” (${passage.name}, page ${passage.page})`
        length += shown.length
        yield { kind: 'text', text: shown }
        yield { kind: 'citation', start, end: start + quoted.length, chunkId: passage.chunkId, quote: text }
      }
    },
  }
}

/** A provider that cannot be asked now leaves the words to decide. */
async function addSimilarity(
  embedder: SharedEmbedder,
  candidates: Candidate[],
  { ownerId, vector }: AnswerRequest,
  signal: AbortSignal,
): Promise<Candidate[]> {
  if (vector === null) return candidates
  const texts = candidates.map(({ text }) => text)
  const vectors = await embedder.embed(texts, 'passage', signal, { ownerId }).catch((error: unknown) => {
    if (error instanceof ProviderError) return null
    throw error
  })
  if (vectors === null) return candidates
  return candidates.map((candidate, index) => ({
    ...candidate,
    score: candidate.score + dotProduct(vectors[index]!, vector) * weigh(candidate.text),
  }))
}

/** Scored by the question's words they have and by how near their passage is; of passages without sentences, their beginning. */
function candidatesOf({ question, passages }: AnswerRequest): Candidate[] {
  const vocabulary = vocabularyOf(passages.map(({ text }) => text))
  const terms = termsOf(question)
  const cut = (passage: Passage, least: number) =>
    splitSentences(passage.text).flatMap(({ text: sentence }): Candidate[] => {
      const text = sentence.slice(0, LONGEST_QUOTE)
      const said = termsOf(text)
      const score = vocabulary.coverage(terms, said) + (passage.similarity ?? 0) / 2
      return said.size < least ? [] : [{ passage, text, score: score * weigh(text) }]
    })
  const sentences = passages.flatMap((passage) => cut(passage, LEAST_TERMS))
  const candidates = sentences.length > 0 ? sentences : passages.flatMap((passage) => cut(passage, 1))
  return candidates.toSorted((a, b) => b.score - a.score)
}

function weigh(text: string): number {
  return ENDS_AS_SENTENCE.test(text) ? 1 : UNFINISHED
}

/** Best first; what stands in two documents is quoted once. */
function bestOf(candidates: Candidate[]): Candidate[] {
  const sorted = candidates.toSorted((a, b) => b.score - a.score)
  const distinct = new Map<string, Candidate>()
  for (const candidate of sorted) {
    const key = candidate.text.replaceAll(/\s+/g, ' ')
    if (candidate.score >= sorted[0]!.score * WORTH_QUOTING && !distinct.has(key)) distinct.set(key, candidate)
  }
  return [...distinct.values()].slice(0, MOST_QUOTED)
}
