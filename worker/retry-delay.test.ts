import { expect, test } from 'vitest'

import { retryDelay } from './retry-delay.ts'

const MINUTE = 60_000

/** Many, for half of each delay is random. */
const delays = (attempt: number, retryAfterMs: number | null = null) =>
  Array.from({ length: 200 }, () => retryDelay(attempt, retryAfterMs))

test.each([
  [1, 1_000, 2_000],
  [2, 2_000, 4_000],
  [5, 16_000, 32_000],
  [20, 2.5 * MINUTE, 5 * MINUTE],
])('after attempt %i it waits between %i and %i ms, and not always as long', (attempt, least, most) => {
  expect(Math.min(...delays(attempt))).toBeGreaterThanOrEqual(least)
  expect(Math.max(...delays(attempt))).toBeLessThanOrEqual(most)
  expect(new Set(delays(attempt)).size).toBeGreaterThan(10)
})

test('it waits as long as the provider asks for, but for no more than a day', () => {
  expect(Math.min(...delays(1, 10 * MINUTE))).toBe(10 * MINUTE)
  expect(Math.max(...delays(1, Number.MAX_SAFE_INTEGER))).toBe(24 * 60 * MINUTE)
})
