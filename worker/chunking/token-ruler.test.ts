import fc from 'fast-check'
import { countTokens } from 'gpt-tokenizer/encoding/cl100k_base'
import { expect, test } from 'vitest'
import { countPiece, LONGEST_PIECE, PIECE } from './count-piece.ts'
import { arbitraryPlainText } from './testing/arbitrary-document.ts'
import { TokenRuler } from './token-ruler.ts'

const byTheLibrary = (text: string): number => countTokens(text, { disallowedSpecial: new Set() })

test('any part of a text has as many tokens as the library counts in it', () => {
  fc.assert(
    fc.property(arbitraryPlainText, fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 8 }), (text, cuts) => {
      const ruler = new TokenRuler(text)
      for (const [from, length] of cuts) {
        const start = startOfCodePoint(text, from % (text.length + 1))
        const end = start + text.slice(start, startOfCodePoint(text, start + (length % 200))).trimEnd().length
        expect(ruler.count(start, end)).toBe(byTheLibrary(text.slice(start, end)))
      }
    }),
    { numRuns: 500 },
  )
})

test('whether a part fits is what its count says', () => {
  fc.assert(
    fc.property(arbitraryPlainText, fc.nat({ max: 100 }), (text, limit) => {
      const ruler = new TokenRuler(text)
      const end = text.trimEnd().length
      expect(ruler.fits(0, end, limit)).toBe(ruler.count(0, end) <= limit)
    }),
  )
})

test('a string that means something to the tokenizer is plain text', () => {
  const text = 'a <|endoftext|> b'
  expect(new TokenRuler(text).count(0, text.length)).toBe(byTheLibrary(text))
  expect(countPiece('<|endoftext|>')).toBeGreaterThan(1)
})

test.for(['a', '語', '.', ' ', '\n', '🙂', '\u0301', 'aB1!'])('a run of 300,000 %j is counted in time', (part) => {
  const text = `${part.repeat(300_000 / part.length)}x`
  const started = performance.now()
  expect(new TokenRuler(text).count(0, text.length)).toBeGreaterThan(300_000 / LONGEST_PIECE)
  expect(performance.now() - started).toBeLessThan(2000)
})

test('no piece is longer than the longest', () => {
  for (const text of [
    `.${'a'.repeat(300)}`,
    ` ${'.'.repeat(300)}`,
    `${'.'.repeat(64)}${'\n'.repeat(300)}`,
    ' '.repeat(300),
  ]) {
    PIECE.lastIndex = 0
    expect(PIECE.exec(text)![0].length).toBeLessThanOrEqual(LONGEST_PIECE)
  }
})

function startOfCodePoint(text: string, offset: number): number {
  return offset > 0 && text.codePointAt(offset - 1)! > 0xffff ? offset - 1 : offset
}
