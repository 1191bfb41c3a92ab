import { expect, it } from 'vitest'
import { scoreText } from './score-text.ts'

it('case, punctuation and line breaks do not count', () => {
  expect(scoreText('The mill, it turns.', 'the mill\nIT turns')).toEqual({ wordF1: 1, orderF1: 1 })
})

it('what is missing and what is too much lowers both', () => {
  const { wordF1, orderF1 } = scoreText('one two three four', 'one two three')
  expect(wordF1).toBeCloseTo(6 / 7)
  expect(orderF1).toBeCloseTo(4 / 5)
})

it('interleaved columns keep their words and lose their order', () => {
  const { wordF1, orderF1 } = scoreText('a b x y c d z w e f', 'a b c d e f x y z w')
  expect(wordF1).toBe(1)
  expect(orderF1).toBeCloseTo(5 / 9)
})

it('Chinese, Japanese and Korean are taken by the character', () => {
  expect(scoreText('北京是', '北京在').wordF1).toBeCloseTo(2 / 3)
  expect(scoreText('version3中文', 'version3 中文')).toEqual({ wordF1: 1, orderF1: 1 })
})

it('nothing is like nothing, and unlike something', () => {
  expect(scoreText('', '')).toEqual({ wordF1: 1, orderF1: 1 })
  expect(scoreText('', 'some words').wordF1).toBe(0)
})
