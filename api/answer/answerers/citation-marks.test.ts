import fc from 'fast-check'
import { expect, test } from 'vitest'

import { readAnswer } from '../testing/passages.ts'
import { createMarkReader } from './citation-marks.ts'

const IDS = ['a', 'b', 'c']

function* readPieces(pieces: readonly string[]) {
  const reader = createMarkReader(IDS)
  for (const piece of pieces) yield* reader.read(piece)
  yield* reader.end()
}

const read = (...pieces: string[]) => readAnswer(readPieces(pieces))

test('a mark leaves the text and stands for the statement before it', async () => {
  expect(await read('Tides rise. [1] Tides fall [2]. The rest is known.')).toEqual({
    answer: 'Tides rise. Tides fall. The rest is known.',
    cited: [
      { words: 'Tides rise.', chunkId: 'a' },
      { words: 'Tides fall', chunkId: 'b' },
    ],
    tokens: null,
  })
})

test('several marks of one statement, and several statements of one sentence, are told apart', async () => {
  const { answer, cited } = await read('Tides rise [1][2], and they fall [3, 1].')
  expect(answer).toBe('Tides rise, and they fall.')
  expect(cited).toEqual([
    { words: 'Tides rise', chunkId: 'a' },
    { words: 'Tides rise', chunkId: 'b' },
    { words: 'and they fall', chunkId: 'c' },
    { words: 'and they fall', chunkId: 'a' },
  ])
})

test('a mark that names no passage leaves the text too, and cites nothing', async () => {
  expect(await read('Tides rise [9].')).toEqual({ answer: 'Tides rise.', cited: [], tokens: null })
})

test('brackets around anything else stay as they are', async () => {
  const text = 'See [the appendix] and [1a] and list[i].'
  expect(await read(text)).toMatchObject({ answer: text, cited: [] })
})

test('nothing is held back that cannot become a mark', () => {
  const reader = createMarkReader(IDS)
  expect([...reader.read('Tides rise')]).toEqual([{ kind: 'text', text: 'Tides rise' }])
  expect([...reader.read(' [1')]).toEqual([])
})

test('the pieces that a text comes in make no difference', async () => {
  const text = 'Tides rise [1]. “Falls” come [2, 3] later [x] and [ 1 ] again.\n\nThe end 【2】'
  const whole = await read(text)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(text.length), { maxLength: 12 }), async (cuts) => {
      const places = [0, ...cuts, text.length].toSorted((a, b) => a - b)
      const pieces = places.slice(1).map((end, index) => text.slice(places[index], end))
      expect(await read(...pieces)).toEqual(whole)
    }),
  )
  expect(whole.cited).toHaveLength(5)
})
