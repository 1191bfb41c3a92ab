import { expect, test } from 'vitest'

import { bestWindow } from './best-window.ts'

/** A passage of so many words, of which some match words of the query. */
function passage(length: number, matches: Record<number, number[]>) {
  return Array.from({ length }, (_, at) => ({ start: at * 5, end: at * 5 + 4, matches: matches[at] ?? [] }))
}

test('a short passage is shown whole', () => {
  expect(bestWindow(passage(20, { 15: [1] }))).toEqual({ from: 0, to: 20 })
})

test('different words of the query together beat one of them repeated', () => {
  const words = passage(400, { 20: [1], 21: [1], 22: [1], 23: [1], 300: [1], 305: [2] })
  const { from, to } = bestWindow(words)
  expect(from).toBeLessThanOrEqual(300)
  expect(to).toBeGreaterThan(305)
})

test('the window begins a little before the first match and never past the end', () => {
  expect(bestWindow(passage(400, { 100: [1] }))).toEqual({ from: 92, to: 137 })
  expect(bestWindow(passage(400, { 399: [1] }))).toEqual({ from: 355, to: 400 })
})

test('without a match it is the beginning', () => {
  expect(bestWindow(passage(400, {}))).toEqual({ from: 0, to: 45 })
  expect(bestWindow([])).toEqual({ from: 0, to: 0 })
})
