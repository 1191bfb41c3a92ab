// Reranking by Cohere, by its own SDK, which here neither retries nor times out: callProvider does the one, and whoever
// waits for a search has no time for the other.
import { CohereClientV2 } from 'cohere-ai'

import { ProviderError } from '../../core/embedder.ts'
import { throwRefusal } from '../../core/embedders/cohere-refusal.ts'
import { callProvider } from '../../core/embedders/provider-call.ts'
import { RERANK_WITHIN_MS, type Reranker } from './rerank.ts'

interface CohereRerankerOptions {
  readonly apiKey: string
  /** Cohere's own address by default; tests and proxies give theirs. */
  readonly baseUrl?: string | undefined
  readonly model: string
}

export function cohereReranker({ apiKey, baseUrl, model }: CohereRerankerOptions): Reranker {
  const client = new CohereClientV2({
    token: apiKey,
    maxRetries: 0,
    // Only a backstop: callProvider's signal fires before it.
    timeoutInSeconds: 60,
    ...(baseUrl !== undefined && { baseUrl }),
  })
  return {
    provider: 'cohere',
    rerank: (query, texts, signal) =>
      callProvider('Cohere', RERANK_WITHIN_MS, signal, async (abortSignal) => {
        const answer = await client.rerank({ model, query, documents: texts }, { abortSignal }).catch(throwRefusal)
        return checkScores(answer?.results, texts.length)
      }),
  }
}

/** By the place of each text. The SDK hands out whatever it received, and the results come best first. */
function checkScores(results: unknown, count: number): number[] {
  const scores = new Map<number, number>()
  for (const { index, relevanceScore } of Array.isArray(results) ? (results as Result[]) : []) {
    if (Number.isFinite(relevanceScore)) scores.set(index, relevanceScore)
  }
  const ordered = Array.from({ length: count }, (_, index) => scores.get(index))
  if (ordered.includes(undefined)) throw new ProviderError(`Cohere sent ${scores.size} scores for ${count} texts`)
  return ordered as number[]
}

type Result = { index: number; relevanceScore: number }
