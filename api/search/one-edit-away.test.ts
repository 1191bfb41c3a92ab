import { expect, test } from 'vitest'

import { oneEditAway } from './one-edit-away.ts'

test.each([
  ['a letter too many', 'lightthouse'],
  ['a letter too few', 'lighthose'],
  ['another letter', 'lighthouze'],
  ['two letters swapped', 'lighthuose'],
  ['the first letter', 'kighthouse'],
])('%s is one edit', (_what, typed) => {
  expect(oneEditAway(typed)).toContain('lighthouse')
})

test('two errors are too many', () => {
  expect(oneEditAway('lihgthuose')).not.toContain('lighthouse')
})

test('other alphabets are mended with their own letters', () => {
  expect(oneEditAway('мельнеца')).toContain('мельница')
  expect(oneEditAway('muhle')).not.toContain('mühle')
  expect(oneEditAway('müle')).toContain('mühle')
})

test.each(['the', 'abc123', '潮汐磨坊', 'x'.repeat(30)])('%s is not mended', (word) => {
  expect(oneEditAway(word)).toEqual([])
})
