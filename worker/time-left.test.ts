import { expect, test } from 'vitest'

import { createRates, type Rates } from './rates.ts'
import { secondsLeft, type Size, type Standing } from './time-left.ts'

/** 100 ms a page, 10, 50 and 5 ms a passage, 2 passages a page. */
function measured(): Rates {
  const rates = createRates()
  rates.measure('EXTRACTING', 1, 100)
  rates.measure('CHUNKING', 1, 10)
  rates.measure('EMBEDDING', 1, 50)
  rates.measure('STORING', 1, 5)
  rates.measureDensity(1, 2)
  return rates
}

const at = (standing: Partial<Standing>): Standing => ({
  step: 'EMBEDDING',
  done: 0,
  begunAt: 0,
  elapsedMs: 0,
  ...standing,
})
const pages = (count: number): Size => ({ pages: count, passages: null })
const passages = (count: number): Size => ({ pages: null, passages: count })

test('at the beginning it is the sum of what all steps take, of passages that the pages let expect', () => {
  // 40 pages · 100 ms + 80 passages · (10 + 50 + 5) ms = 9.2 s
  expect(secondsLeft(measured(), pages(40), at({ step: 'EXTRACTING' }))).toBe(9)
})

test('passages that were counted are taken in place of those expected', () => {
  expect(secondsLeft(measured(), { pages: 40, passages: 100 }, at({ step: 'CHUNKING' }))).toBe(7)
})

test('a document that goes on as others did has the rest of its share left', () => {
  expect(secondsLeft(measured(), passages(100), at({ done: 0.5, elapsedMs: 2_500 }))).toBe(3)
})

test("the more is done, the more the document's own pace says", () => {
  // Ten times as slow as the others: in truth, 45 s, 25 s and 5 s are left of the step, and 0.5 s of the next.
  const slow = (done: number) => secondsLeft(measured(), passages(100), at({ done, elapsedMs: done * 50_000 }))
  expect([slow(0.1), slow(0.5), slow(0.9)]).toEqual([9, 15, 5])
})

test('a step where nothing is done for long takes longer', () => {
  expect(secondsLeft(measured(), passages(100), at({ elapsedMs: 20_000 }))).toBe(25)
})

test('a step that goes on where an earlier run stopped takes only what is left of it', () => {
  expect(secondsLeft(measured(), passages(200), at({ done: 0.8, begunAt: 0.8 }))).toBe(3)
  expect(secondsLeft(measured(), passages(200), at({ done: 0.9, begunAt: 0.8, elapsedMs: 1_000 }))).toBe(2)
})

test('what is done needs no rate', () => {
  const rates = createRates()
  rates.measure('STORING', 1, 50)
  expect(secondsLeft(rates, passages(100), at({ done: 1 }))).toBe(5)
  expect(secondsLeft(rates, passages(100), at({ done: 0.9 }))).toBeNull()
})

test.each([
  ['a step that is measured', measured, { step: 'DOWNLOADING' }, pages(1)],
  ['the number of pages', measured, { step: 'EXTRACTING' }, { pages: null, passages: null }],
  ['every rate', createRates, { step: 'EXTRACTING' }, pages(1)],
] as const)('without %s there is no estimate', (_what, rates, standing, size) => {
  expect(secondsLeft(rates(), size, at(standing))).toBeNull()
})

test.each([
  [1, 1],
  [8_400, 8],
  [23_000, 25],
  [85_000, 90],
  [800_000, 900],
])('%i ms are told as %i s', (milliseconds, seconds) => {
  const rates = createRates()
  rates.measure('STORING', 1, milliseconds)
  expect(secondsLeft(rates, passages(1), at({ step: 'STORING' }))).toBe(seconds)
})
