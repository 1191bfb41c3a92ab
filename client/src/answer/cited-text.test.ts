import { expect, test } from 'vitest'

import { citedPieces } from './cited-text.ts'

const cite = (start: number, end: number, id: string) => ({ start, end, quote: '', chunk: { id } })
const shown = (answer: string, ...citations: ReturnType<typeof cite>[]) =>
  citedPieces(answer, citations).map(({ text, sources }) => [text, ...sources.map(({ number }) => number)])

test('the numbers stand behind the words, and passages keep theirs', () => {
  expect(shown('Tides rise. Mills grind. Owls.', cite(12, 24, 'b'), cite(0, 11, 'a'), cite(12, 24, 'a'))).toEqual([
    ['Tides rise.', 1],
    [' Mills grind.', 2, 1],
    [' Owls.'],
  ])
})

test('a passage that is cited twice behind the same words has its number there once', () => {
  expect(shown('Tides rise.', cite(0, 11, 'a'), cite(6, 11, 'a'))).toEqual([['Tides rise.', 1]])
})

test('an answer without citations is one piece, and one without words none', () => {
  expect(shown('Tides rise.')).toEqual([['Tides rise.']])
  expect(shown('')).toEqual([])
})
