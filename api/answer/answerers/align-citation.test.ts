import { expect, test } from 'vitest'

import { alignCitation } from './align-citation.ts'

const wordsAt = (answer: string, claimed: Parameters<typeof alignCitation>[1]) => {
  const place = alignCitation(answer, claimed)
  return place && { start: place.start, words: answer.slice(place.start, place.end) }
}

test('numbers that fit are taken as they are', () => {
  expect(wordsAt('one two one two', { start: 8, text: 'one' })).toEqual({ start: 8, words: 'one' })
})

test('numbers that count an emoji as one character are put right', () => {
  expect(wordsAt('🌊🌊 one two one', { start: 3, text: 'one' })).toEqual({ start: 5, words: 'one' })
})

test('numbers that are wrong give way to the nearest such words', () => {
  expect(wordsAt('one two one two', { start: 7, text: 'one' })).toEqual({ start: 8, words: 'one' })
  expect(wordsAt('one two one two', { start: 2, text: 'one' })).toEqual({ start: 0, words: 'one' })
  expect(wordsAt('one two', { start: 99, text: 'two' })).toEqual({ start: 4, words: 'two' })
})

test('words that the answer does not have are nowhere', () => {
  expect(wordsAt('one two', { start: 0, text: 'three' })).toBeNull()
  expect(wordsAt('one two', { start: 0 })).toBeNull()
})
