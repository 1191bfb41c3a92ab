import { expect, it } from 'vitest'
import { dateOf } from './pdf-description.ts'

it.each([
  ["D:20241101153620+03'00'", '2024-11-01T12:36:20.000Z'],
  ['D:20261122164526Z', '2026-11-22T16:45:26.000Z'],
  ["D:20261122164530Z'", '2026-11-22T16:45:30.000Z'],
  ['D:2024', '2024-01-01T00:00:00.000Z'],
  ['20240229', '2024-02-29T00:00:00.000Z'],
  ['D:20249901', undefined],
  ['yesterday', undefined],
  [null, undefined],
])('reads the date %s', (value, expected) => {
  expect(dateOf(value)).toBe(expected)
})
