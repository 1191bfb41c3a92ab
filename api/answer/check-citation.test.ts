// Which citations are believed.
import { expect, test } from 'vitest'

import { checkCitation } from './check-citation.ts'
import { locateQuote } from './locate-quote.ts'
import { passagesOf } from './testing/passages.ts'
import { vocabularyOf } from './vocabulary.ts'

const PASSAGES = passagesOf(
  'The mill was built in 1784. Its wheel turns with the\ntide, twice a day.',
  'A lighthouse stands on the northern cliff. Its keeper left in 1962.',
)
const ANSWER = 'The tide turns the wheel twice a day. Nobody knows why it rains.'

function check(words: string, chunkId: string, quote?: string) {
  const start = ANSWER.indexOf(words)
  const claimed = { kind: 'citation', start, end: start + words.length, chunkId, ...(quote && { quote }) } as const
  return checkCitation(claimed, ANSWER, PASSAGES, vocabularyOf(PASSAGES.map(({ text }) => text)))
}

test('a citation gets the sentence of its passage that supports it, as it stands there', () => {
  expect(check('The tide turns the wheel twice a day.', 'chunk-1')).toEqual({
    start: 0,
    end: 37,
    chunkId: 'chunk-1',
    quote: 'Its wheel turns with the\ntide, twice a day.',
  })
})

test('a word alone is supported by the sentence it stands in', () => {
  expect(check('twice', 'chunk-1')?.quote).toContain('twice a day')
  expect(check('The', 'chunk-1')?.quote).toContain('twice a day')
})

test('a citation of a passage that was not found is dropped', () => {
  expect(check('The tide', 'chunk-3')).toBeNull()
})

test('a citation of a passage that says nothing of it is dropped', () => {
  expect(check('The tide turns the wheel twice a day.', 'chunk-2')).toBeNull()
  expect(check('Nobody knows why it rains.', 'chunk-1')).toBeNull()
})

test('a quote that does not stand in the passage is dropped', () => {
  expect(check('The tide', 'chunk-1', 'The mill was built in 1785.')).toBeNull()
  expect(check('The tide', 'chunk-2', 'The mill was built in 1784.')).toBeNull()
  expect(check('The tide', 'chunk-1', 'The mill was built in 1784.')?.quote).toBe('The mill was built in 1784.')
})

test.each([
  [-1, 5],
  [5, 5],
  [0, ANSWER.length + 1],
])('a citation of characters %i to %i, which the answer does not have, is dropped', (start, end) => {
  const claimed = { kind: 'citation', start, end, chunkId: 'chunk-1', quote: 'The mill' } as const
  expect(checkCitation(claimed, ANSWER, PASSAGES, vocabularyOf([]))).toBeNull()
})

test.each([
  ['white space', 'turns with  the tide', 'turns with the\ntide'],
  ['a ligature and an accent in two characters', 'the of\uFB01cial cafe\u0301', 'the official café'],
  ['quotation marks and dashes', '“Yes” – he said', '"Yes" - he said'],
  ['a hyphen that is not seen', 'light\u00ADhouse', 'lighthouse'],
])('%s may be written another way', (_what, one, other) => {
  expect(locateQuote(`Before. ${one}. After.`, other)).toBe(one)
  expect(locateQuote(`Before. ${other}. After.`, one)).toBe(other)
})
