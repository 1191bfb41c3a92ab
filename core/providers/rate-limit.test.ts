import { expect, test } from 'vitest'

import { rateLimit } from './rate-limit.ts'

test.each([10, 11, 60, 100, 1_999, 2_000, 1_000_000])(
  'of %i inputs a minute no more pass in any minute',
  (perMinute) => {
    const { burst, reserve, perSecond } = rateLimit(perMinute)
    expect(burst + 60 * perSecond).toBeLessThanOrEqual(perMinute + 1e-9)
    // Nine tenths of it are there for who always has something to send.
    expect(60 * perSecond).toBeGreaterThanOrEqual(perMinute * 0.9 - 1e-9)
    expect(burst - reserve).toBeGreaterThanOrEqual(1)
  },
)

test("Cohere's limit holds a whole batch beside what is kept for queries", () => {
  const { burst, reserve } = rateLimit(2_000)
  expect(burst - reserve).toBeGreaterThanOrEqual(96)
  expect(reserve).toBeGreaterThan(0)
})
