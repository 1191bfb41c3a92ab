import { expect, test } from 'vitest'
import { addWeighted, cutIntoWindows } from './windows.ts'

const ids = (count: number) => Array.from({ length: count }, (_, index) => index)

test('windows are of nearly equal length and lose no token', () => {
  const windows = cutIntoWindows(3, ids(1000), 254)
  expect(windows.map((window) => window.ids.length)).toEqual([250, 250, 250, 250])
  expect(windows.flatMap((window) => window.ids)).toEqual(ids(1000))
  expect(windows.every((window) => window.text === 3)).toBe(true)
})

test('a text that fits is one window, and an empty one too', () => {
  expect(cutIntoWindows(0, ids(254), 254)).toHaveLength(1)
  expect(cutIntoWindows(0, ids(255), 254)).toHaveLength(2)
  expect(cutIntoWindows(0, [], 254)).toEqual([{ text: 0, ids: [] }])
})

test('a window counts as much as it has tokens', () => {
  const sum = new Float32Array(2)
  addWeighted(sum, Float32Array.of(1, 0), { text: 0, ids: ids(3) })
  addWeighted(sum, Float32Array.of(0, 1), { text: 0, ids: ids(1) })
  expect([...sum]).toEqual([3, 1])
})
