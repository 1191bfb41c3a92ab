import { expect, test } from 'vitest'

import { describeTimeLeft } from './describe-time-left.ts'

test.each([
  [1, 'about 1 s left'],
  [55, 'about 55 s left'],
  [90, 'about 2 min left'],
  [3_000, 'about 50 min left'],
  [7_500, 'about 2 h left'],
])('%i seconds are %s', (seconds, words) => {
  expect(describeTimeLeft(seconds)).toBe(words)
})
