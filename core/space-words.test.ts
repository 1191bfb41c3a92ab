import { expect, test } from 'vitest'

import { spaceWords, wordsWithin } from './space-words.ts'

test('a text that parts its words itself needs nothing', () => {
  expect(spaceWords('Die Mühle am Bach, 潮'.slice(0, 17))).toBeNull()
})

test('words of scripts without spaces are parted', () => {
  expect(spaceWords('潮汐磨坊利用海水。')!.split(/\s+/)).toEqual(['', '潮汐', '磨坊', '利用', '海水', '。'])
  expect(spaceWords('東京タワーに行く')!.trim().split(/\s+/)).toEqual(['東京タワー', 'に', '行く'])
  expect(spaceWords('โรงสีน้ำขึ้นน้ำลง')!.trim().split(/\s+/).length).toBeGreaterThan(2)
})

test('words are told with their places', () => {
  const text = 'Pi is 3.14, says 潮汐磨坊.'
  const words = Array.from(wordsWithin(text))
  expect(words.map(({ word }) => word)).toEqual(['Pi', 'is', '3.14', 'says', '潮汐', '磨坊'])
  expect(words.map(({ start, end }) => text.slice(start, end))).toEqual(words.map(({ word }) => word))
})
