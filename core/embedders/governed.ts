// An embedder on the network as services hand it out: each call waits for its turn, and is put to its owner's account.
import type { Governor } from '../governor.ts'
import type { ProviderEmbedder, SharedEmbedder } from '../embedder.ts'

/** Longer waits are not waited out here: the worker does something else meanwhile, and a search says so. */
const PATIENCE_MS = 5_000

/** `provider`: as it is named in the configuration. */
export function governedEmbedder(embedder: ProviderEmbedder, provider: string, governor: Governor): SharedEmbedder {
  const { model, dimensions, batchSize } = embedder
  return {
    model,
    dimensions,
    batchSize: Math.min(batchSize, governor.mostInputs('embed')),
    async embed(texts, purpose, signal, { ownerId, tokens = 0, onWait }) {
      if (texts.length === 0) return []
      const call = {
        provider,
        kind: 'embed',
        ownerId,
        inputs: texts.length,
        tokens,
        urgent: purpose === 'query',
        patienceMs: PATIENCE_MS,
        signal,
        ...(onWait && { onWait }),
      } as const
      return governor.run(call, async () => {
        const { vectors, tokens: billed } = await embedder.request(texts, purpose, signal)
        return { result: vectors, tokens: billed > 0 ? billed : Math.max(tokens, estimate(texts)) }
      })
    },
    close: () => embedder.close(),
  }
}

/** Where the server does not say what it counted: about four letters a token, as OpenAI tells of English. */
function estimate(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0)
}
