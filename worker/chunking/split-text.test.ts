import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as splitters from './split-text.ts'
import { arbitraryPlainText } from './testing/arbitrary-document.ts'

test.for(Object.entries(splitters))('%s gives parts that, joined, are the text', ([, split]) => {
  fc.assert(
    fc.property(arbitraryPlainText, (text) => {
      expect([...split(text)].join('')).toBe(text)
    }),
  )
})

test('a word keeps the white space after it, and the mark that stands on a space', () => {
  expect([...splitters.splitWords('one  two\n\u0301x three')]).toEqual(['one  ', 'two\n\u0301x ', 'three'])
})

test('Chinese and Japanese characters are words of their own, with the marks and stops after them', () => {
  expect([...splitters.splitWords('ab漢字。 龍\ufe00cd')]).toEqual(['ab', '漢', '字。 ', '龍\ufe00', 'cd'])
})

test('a line’s end is inside its sentence', () => {
  expect([...splitters.splitSentences('One\nline. Two\r\nlines.')]).toEqual(['One\nline. ', 'Two\r\nlines.'])
})

test('a run has at most 64 characters and whole graphemes', () => {
  expect([...splitters.splitLongRuns('👨‍👩‍👧‍👦'.repeat(7))].map(({ length }) => length)).toEqual([55, 22])
})

test('a grapheme is never cut, however many characters it has', () => {
  expect([...splitters.splitGraphemes('e\u0301👨‍👩‍👧‍👦🇺🇸x')]).toEqual(['e\u0301', '👨‍👩‍👧‍👦', '🇺🇸', 'x'])
})
