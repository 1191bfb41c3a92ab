import { expect, test } from 'vitest'

import { fuse } from './fuse.ts'

const list = (...ids: string[]) => ids.map((chunkId, index) => ({ chunkId, documentId: 'd', score: 100 - index }))
const even = { keywordWeight: 1, semanticWeight: 1, rankConstant: 60, depth: 100 }
const order = (settings: typeof even, words: string[], meaning: string[]) =>
  fuse(list(...words), list(...meaning), settings).map(({ chunkId }) => chunkId)

test('what both legs have is before what one has', () => {
  expect(order(even, ['a', 'b'], ['c', 'b'])).toEqual(['b', 'a', 'c'])
})

test('the weights say which leg counts more', () => {
  expect(order({ ...even, semanticWeight: 2 }, ['a'], ['b'])).toEqual(['b', 'a'])
  expect(order({ ...even, keywordWeight: 2 }, ['a'], ['b'])).toEqual(['a', 'b'])
})

test('scores are reciprocal ranks', () => {
  expect(fuse(list('a'), list('b', 'a'), even)[0]!.score).toBeCloseTo(1 / 61 + 1 / 62)
})
