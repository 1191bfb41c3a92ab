// A rate limit as a token bucket that keeps it strictly: in any 60 seconds no more passes than the provider allows.

export type RateLimit = {
  /** The most that passes at once, after a pause. */
  readonly burst: number
  /** Of these, what is kept for calls that somebody waits for. */
  readonly reserve: number
  readonly perSecond: number
}

/**
 * A bucket lets through what it holds and, within a minute, what it is filled with: together the limit. A tenth to hold
 * is two of Cohere's batches and the reserve, so that a worker who comes a little late loses nothing.
 */
export function rateLimit(inputsPerMinute: number): RateLimit {
  const burst = Math.max(1, Math.floor(inputsPerMinute / 10))
  return { burst, reserve: Math.floor(burst / 8), perSecond: (inputsPerMinute - burst) / 60 }
}

/** For calls that nobody limits: the numbers are beyond what can be asked. */
export const UNLIMITED: RateLimit = { burst: 1e9, reserve: 0, perSecond: 1e9 }
