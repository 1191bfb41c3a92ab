import { expect, test } from 'vitest'

import { parseQuery } from './parse-query.ts'

const parsed = (query: string) => {
  const { text, required, excluded } = parseQuery(query)
  return { text: text.replaceAll(/\s+/g, ' '), required, excluded }
}

test('words are what is ranked by', () => {
  expect(parsed('how does a tide mill work?')).toEqual({
    text: 'how does a tide mill work?',
    required: [],
    excluded: [],
  })
})

test('a phrase in quotes is required, and ranked by too', () => {
  expect(parsed('who built “the tide mill” first')).toEqual({
    text: 'who built the tide mill first',
    required: ['the tide mill'],
    excluded: [],
  })
})

test('a word and a phrase behind a minus are excluded, and not ranked by', () => {
  expect(parsed('mill -wind -"steam engine"')).toEqual({
    text: 'mill',
    required: [],
    excluded: ['wind', 'steam engine'],
  })
})

test.each(['state-of-the-art', 'a - b', '5" pipe', 'trailing-', '--'])('%s has no sign in it', (query) => {
  expect(parsed(query)).toMatchObject({ required: [], excluded: [] })
})

test('a query of exclusions has nothing to rank by', () => {
  expect(parsed('-wind -steam').text).toBe('')
})
