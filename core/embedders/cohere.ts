// Vectors from Cohere, by its own SDK. The SDK neither retries nor times out here: the queue does the one, callProvider
// the other (the SDK's timeout ends at the headers, and its retry sleeps through an abort).
import { CohereClientV2 } from 'cohere-ai'
import type { ProviderEmbedder } from '../embedder.ts'
import { refuseOversizedBatch } from './batch-limit.ts'
import { throwRefusal } from './cohere-refusal.ts'
import { callProvider, checkVectors } from './provider-call.ts'

/** Cohere's limit. */
const BATCH_SIZE = 96

interface CohereEmbedderOptions {
  readonly apiKey: string
  /** Cohere's own address by default; tests and proxies give theirs. */
  readonly baseUrl?: string
  /** embed-v4.0 by default. */
  readonly model?: string
  /** 256, 512, 1024 or 1536; 1024 by default. */
  readonly dimensions?: number
  /** How long one call may take, its body included; a minute by default. */
  readonly timeoutMs?: number
}

export function cohereEmbedder({
  apiKey,
  baseUrl,
  model = 'embed-v4.0',
  dimensions = 1024,
  timeoutMs = 60_000,
}: CohereEmbedderOptions): ProviderEmbedder {
  const client = new CohereClientV2({
    token: apiKey,
    maxRetries: 0,
    // Only a backstop: callProvider's signal fires before it.
    timeoutInSeconds: timeoutMs / 1000 + 60,
    ...(baseUrl !== undefined && { baseUrl }),
  })

  const embedder: ProviderEmbedder = {
    model,
    dimensions,
    batchSize: BATCH_SIZE,
    async embed(texts, purpose, signal) {
      return (await embedder.request(texts, purpose, signal)).vectors
    },
    async request(texts, purpose, signal) {
      refuseOversizedBatch(texts, BATCH_SIZE)
      signal.throwIfAborted()
      if (texts.length === 0) return { vectors: [], tokens: 0 }
      return callProvider('Cohere', timeoutMs, signal, async (abortSignal) => {
        const answer = await client
          .embed(
            {
              model,
              texts: [...texts],
              inputType: purpose === 'query' ? 'search_query' : 'search_document',
              embeddingTypes: ['float'],
              outputDimension: dimensions,
              truncate: 'END',
            },
            { abortSignal },
          )
          .catch(throwRefusal)
        // The SDK hands out whatever it received: a body that is no JSON comes as {ok: false}, an empty one as undefined.
        const vectors = checkVectors('Cohere', answer?.embeddings?.float, texts.length, dimensions)
        return { vectors, tokens: answer.meta?.billedUnits?.inputTokens ?? 0 }
      })
    },
    close: async () => {},
  }
  return embedder
}
