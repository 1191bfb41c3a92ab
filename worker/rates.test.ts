import { expect, test } from 'vitest'

import { createRates, createRatesByOptions } from './rates.ts'

test('what was never measured has no rate', () => {
  const rates = createRates()
  rates.measure('EXTRACTING', 10, 200)
  expect(rates.milliseconds('EXTRACTING')).toBe(20)
  expect(rates.milliseconds('EMBEDDING')).toBeNull()
  expect(rates.passagesPerPage).toBeNull()
})

test('a document counts by its size', () => {
  const rates = createRates()
  rates.measure('EMBEDDING', 1_000, 10_000)
  for (let small = 0; small < 3; small++) rates.measure('EMBEDDING', 1, 500)
  expect(rates.milliseconds('EMBEDDING')).toBeCloseTo(12.3, 1)
})

test('newer documents say more than older ones: half of the mean is of the last three', () => {
  const rates = createRates()
  for (let old = 0; old < 50; old++) rates.measure('STORING', 100, 100)
  for (let slow = 0; slow < 3; slow++) rates.measure('STORING', 100, 300)
  expect(rates.milliseconds('STORING')).toBeCloseTo(2, 1)
})

test('passages a page are measured like times', () => {
  const rates = createRates()
  rates.measureDensity(10, 25)
  expect(rates.passagesPerPage).toBe(2.5)
})

test('passages of other sizes have rates of their own, of the last fifty kinds', () => {
  const kinds = createRatesByOptions()
  const of = (chunkSize: number) => kinds.of({ chunkingStrategy: 'SENTENCE', chunkSize, chunkOverlap: 0 })
  of(64).measure('EMBEDDING', 10, 10)
  expect(of(64).milliseconds('EMBEDDING')).toBe(1)
  expect(of(65).milliseconds('EMBEDDING')).toBeNull()
  for (let size = 65; size < 115; size++) of(size)
  expect(of(64).milliseconds('EMBEDDING')).toBeNull()
})
