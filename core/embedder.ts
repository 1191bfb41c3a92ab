// What turns text into vectors. The worker embeds passages with it, the api a search's query.

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

/** A passing fault of a provider on the network: busy, broken, unreachable or too slow. Trying again may help. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError'
  /** How long the provider asked to be left alone; null where it named no time. */
  readonly retryAfterMs: number | null

  constructor(message: string, retryAfterMs: number | null = null, options?: ErrorOptions) {
    super(message, options)
    this.retryAfterMs = retryAfterMs
  }
}
