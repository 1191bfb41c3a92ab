// Whether what was found has anything to do with the question. A search always finds something; an answer must know when
// that is nothing.
import { ProviderError, type SharedEmbedder } from '../../core/embedder.ts'
import type { AnswerRequest } from './answerer.ts'
import { isTimeout } from '../search/tell-fault.ts'
import { dotProduct } from './dot-product.ts'
import { nearnessOf } from './nearness.ts'
import { splitSentences, termsOf } from './sentences.ts'
import { vocabularyOf } from './vocabulary.ts'

/** Of what the question's words tell, how much a passage must have to count without being near; .42 came about by chance. */
const LEAST_COVERAGE = 0.5
/** In one call; a heading or a scrap is no sentence. */
const MOST_SENTENCES = 48
const LEAST_TERMS = 4
const EMBEDDING_TIMEOUT_MS = 10_000

/**
 * By words, or by the nearness of a passage's vector or, as one that tells of many things is near to none of them, of one
 * of its sentences'.
 */
export async function isRelevant(
  embedder: SharedEmbedder,
  { question, passages, vector, ownerId }: AnswerRequest,
): Promise<boolean> {
  const vocabulary = vocabularyOf(passages.map(({ text }) => text))
  const terms = termsOf(question)
  if (passages.some(({ text }) => vocabulary.coverage(terms, termsOf(text)) >= LEAST_COVERAGE)) return true
  // Where the provider cannot be asked, the words that were found have to do.
  if (vector === null) return passages.length > 0
  const signal = AbortSignal.timeout(EMBEDDING_TIMEOUT_MS)
  try {
    const nearness = await nearnessOf(embedder, ownerId, signal)
    if (passages.some(({ similarity }) => (similarity ?? 0) >= nearness)) return true
    const sentences = passages
      .flatMap(({ text }) => splitSentences(text))
      .map(({ text }) => text)
      .filter((text) => termsOf(text).size >= LEAST_TERMS)
      .slice(0, Math.min(MOST_SENTENCES, embedder.batchSize))
    const vectors = await embedder.embed(sentences, 'passage', signal, { ownerId })
    return vectors.some((one) => dotProduct(one, vector) >= nearness)
  } catch (error) {
    if (error instanceof ProviderError || isTimeout(error)) return true
    throw error
  }
}
