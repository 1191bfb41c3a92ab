// What every provider on the network has in common: a call that ends in time, a fault that says whether to try again,
// and an answer that is looked at before it is believed.
import { ProviderError } from '../embedder.ts'
import { PermanentError } from '../errors.ts'
import { toUnitLength } from './unit-vector.ts'

/** A failed answer, as far as the rules below care. */
interface Refusal {
  readonly status: number
  readonly retryAfter: string | null
  readonly detail: string
}

/**
 * Runs `call` under a signal that fires at the caller's abort and after `timeoutMs`; it has to cover the body too.
 * What `call` throws becomes a PermanentError or a ProviderError; an abort, but for a timeout, stays the caller's own reason.
 */
export async function callProvider<Answer>(
  provider: string,
  timeoutMs: number,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  signal.throwIfAborted()
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    return await call(AbortSignal.any([signal, timeout]))
  } catch (error) {
    if (error instanceof PermanentError || error instanceof ProviderError) throw error
    // A caller that cannot wait any longer has met a fault of the provider; one that has left has not.
    if (signal.aborted && !isTimeout(signal.reason)) throw signal.reason
    if (signal.aborted) throw new ProviderError(`${provider} did not answer in time`, null, { cause: error })
    if (timeout.aborted) {
      throw new ProviderError(`${provider} did not answer within ${timeoutMs} ms`, null, { cause: error })
    }
    throw new ProviderError(`${provider} could not be reached: ${messageOf(error)}`, null, { cause: error })
  }
}

const isTimeout = (reason: unknown): boolean => reason instanceof DOMException && reason.name === 'TimeoutError'

// Timeouts and conflicts of the provider itself: the same request may pass later.
const PASSING = new Set([408, 409, 425, 429, 499])

/** Everything else below 500 would be refused in the same way again. */
export function refusalError(provider: string, { status, retryAfter, detail }: Refusal): Error {
  if (status >= 500 || status < 400 || PASSING.has(status)) {
    return new ProviderError(`${provider} answered ${status}`, parseRetryAfter(retryAfter))
  }
  return new PermanentError(`${provider} refused the request (${status}): ${explain(status, detail)}`)
}

/** Unit vectors, or a ProviderError where the answer is not what was asked for. */
export function checkVectors(provider: string, answer: unknown, count: number, dimensions?: number): Float32Array[] {
  if (!Array.isArray(answer)) throw new ProviderError(`${provider} answered with something that holds no vectors`)
  if (answer.length !== count) throw new ProviderError(`${provider} sent ${answer.length} vectors for ${count} texts`)
  return answer.map((values: unknown) => {
    const vector = Array.isArray(values) ? Float32Array.from(values, toNumber) : new Float32Array()
    if (vector.length !== (dimensions ?? vector.length)) {
      throw new ProviderError(`${provider} sent a vector of ${vector.length} dimensions, not ${dimensions}`)
    }
    if (!toUnitLength(vector)) throw new ProviderError(`${provider} sent a vector without a direction`)
    return vector
  })
}

/** Float32Array would take null for 0. */
function toNumber(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN
}

// The message reaches the document's owner: what a provider says about its keys and bills does not belong there.
function explain(status: number, detail: string): string {
  if (status === 401 || status === 498) return 'it does not accept the API key. Check the key, then try again.'
  if (status === 402) return 'the account has reached its billing limit. Raise it, then try again.'
  if (status === 403) return 'the API key may not use this model. Check its rights, then try again.'
  return detail.slice(0, 300)
}

/** Nobody means more, and dates have an end. */
const LONGEST_REST_MS = 24 * 60 * 60 * 1_000

function parseRetryAfter(header: string | null): number | null {
  if (header === null || header.trim() === '') return null
  const seconds = Number(header)
  const milliseconds = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000
  return Number.isFinite(milliseconds) ? Math.min(LONGEST_REST_MS, Math.max(0, milliseconds)) : null
}

/** `fetch failed` says nothing: the reason is in the cause. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? messageOf(error.cause) : error.message
}
