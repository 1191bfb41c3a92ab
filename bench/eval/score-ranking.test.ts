import { expect, test } from 'vitest'

import { normalisedGain, recall } from './score-ranking.ts'

const judged = new Map([
  ['a', 1],
  ['b', 1],
  ['c', 0],
])

test('the best ranking has a gain of one', () => {
  expect(normalisedGain(['b', 'a', 'c'], judged, 10)).toBeCloseTo(1)
})

test('what comes later counts less, and not at all below the depth', () => {
  expect(normalisedGain(['c', 'a', 'x', 'b'], judged, 10)).toBeCloseTo(
    (1 / Math.log2(3) + 1 / Math.log2(5)) / (1 + 1 / Math.log2(3)),
  )
  expect(normalisedGain(['c', 'x', 'a'], judged, 2)).toBe(0)
})

test('grades are gains', () => {
  const graded = new Map([
    ['a', 2],
    ['b', 1],
  ])
  expect(normalisedGain(['b', 'a'], graded, 10)).toBeCloseTo((1 + 2 / Math.log2(3)) / (2 + 1 / Math.log2(3)))
})

test('recall is the part of the relevant that is there', () => {
  expect(recall(['x', 'a', 'b'], judged, 2)).toBe(0.5)
  expect(recall(['a', 'b'], judged, 100)).toBe(1)
})
