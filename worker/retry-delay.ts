// How long to wait before another attempt.

const BASE_MS = 2_000
const MOST_MS = 5 * 60_000
/** A provider that asks for more has most likely made a mistake. */
const MOST_ASKED_MS = 24 * 60 * 60_000

/**
 * Exponential backoff with jitter, in milliseconds; never less than the provider asked for (up to a day).
 * `attempt`: the one that failed, 1 for the first. Half fixed, half random: "equal jitter" of Marc Brooker,
 * "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015).
 */
export function retryDelay(attempt: number, retryAfterMs: number | null): number {
  const delay = Math.min(MOST_MS, BASE_MS * 2 ** (attempt - 1))
  return Math.round(Math.max(delay / 2 + (delay / 2) * Math.random(), Math.min(retryAfterMs ?? 0, MOST_ASKED_MS)))
}
