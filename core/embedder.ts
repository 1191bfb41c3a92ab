// What turns text into vectors. The worker embeds passages with it, the api a search's query.
import type { ProviderWait } from './governor.ts'

/** Models are trained with different inputs for the two sides of a search. */
export type EmbeddingPurpose = 'passage' | 'query'

export interface Embedder {
  /** Stored beside every vector: vectors of different models are never compared. */
  readonly model: string
  readonly dimensions: number
  /** How many texts one call of `embed` may carry at most. */
  readonly batchSize: number
  /**
   * One vector of length one for each text, in the order of the texts.
   *
   * @throws PermanentError where trying again cannot help (a refused key, a billing limit); any other error is a
   *   passing fault and may be retried, after `error.retryAfterMs` where the provider named a time.
   */
  embed(texts: readonly string[], purpose: EmbeddingPurpose, signal: AbortSignal): Promise<Float32Array[]>
  close(): Promise<void>
}

/** One on the network: it says what a call cost. */
export interface ProviderEmbedder extends Embedder {
  /** As `embed`, with the tokens that the provider bills for it. */
  request(texts: readonly string[], purpose: EmbeddingPurpose, signal: AbortSignal): Promise<BilledVectors>
}

export type BilledVectors = { vectors: Float32Array[]; tokens: number }

/** For whom a call is made. */
export type EmbeddingAccount = {
  ownerId: string
  /** About how many the texts have, where a daily limit may hold them back; a query goes in any case. */
  tokens?: number
  /** Called before each wait for the provider. */
  onWait?(wait: ProviderWait): Promise<void>
}

/** An embedder as services hand it out: shared by all owners, and by all processes. */
export interface SharedEmbedder extends Omit<Embedder, 'embed'> {
  /** As Embedder's. Also throws ProviderWait where the provider may not be asked for longer than a few seconds. */
  embed(
    texts: readonly string[],
    purpose: EmbeddingPurpose,
    signal: AbortSignal,
    account: EmbeddingAccount,
  ): Promise<Float32Array[]>
}

/** A passing fault of a provider on the network: busy, broken, unreachable or too slow. Trying again may help. */
export class ProviderError extends Error {
  override readonly name: string = 'ProviderError'
  /** How long the provider asked to be left alone; null where it named no time. */
  readonly retryAfterMs: number | null

  constructor(message: string, retryAfterMs: number | null = null, options?: ErrorOptions) {
    super(message, options)
    this.retryAfterMs = retryAfterMs
  }
}
