// Reads what a provider streams. A stream that goes silent, for whatever reason, ends with a fault; one that nobody
// reads any more ends the provider's connection too, so that nothing more is written, and billed, for nobody.
import { ProviderError } from '../../../core/embedder.ts'
import { PermanentError } from '../../../core/errors.ts'

type Provider = {
  name: string
  /** How long it may say nothing, before its first word and between any two. */
  idleMs: number
}

/** `open` is given the signal that ends its connection. Throws as an Answerer does; an abort stays the caller's own reason. */
export async function* readStream<Frame>(
  { name, idleMs }: Provider,
  signal: AbortSignal,
  open: (signal: AbortSignal) => Promise<AsyncIterable<Frame>>,
): AsyncGenerator<Frame, void> {
  signal.throwIfAborted()
  const silence = new AbortController()
  const ending = AbortSignal.any([signal, silence.signal])
  const ended = Promise.withResolvers<never>()
  ended.promise.catch(() => {})
  ending.addEventListener('abort', () => ended.reject(ending.reason))
  // Only the provider's time counts, not that of a client who reads slowly.
  const watch = async <Result>(step: Promise<Result>): Promise<Result> => {
    const timer = setTimeout(() => silence.abort(), idleMs)
    return Promise.race([step, ended.promise]).finally(() => clearTimeout(timer))
  }
  try {
    const frames = (await watch(open(ending)))[Symbol.asyncIterator]()
    for (;;) {
      const { done, value } = await watch(frames.next())
      if (done) return
      yield value
    }
  } catch (error) {
    if (error instanceof PermanentError || error instanceof ProviderError) throw error
    if (signal.aborted) throw signal.reason
    const problem = silence.signal.aborted
      ? `said nothing for ${idleMs} ms`
      : `could not be reached, or broke off: ${reasonOf(error)}`
    throw new ProviderError(`${name} ${problem}`, null, { cause: error })
  } finally {
    silence.abort()
  }
}

/** `fetch failed` and `terminated` say nothing: the reason is in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message
}
