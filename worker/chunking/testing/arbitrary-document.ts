// Random documents for property tests: every script, every level of heading, words and white space without measure.
import fc from 'fast-check'
import type { Block, Box, Page } from '../../extractor.ts'
import type { ChunkingOptions } from '../chunk.ts'

const SAMPLES = [
  '<|endoftext|>',
  '<|fim_prefix|>',
  '\ud800',
  '\udfff\ud83d',
  '👨‍👩‍👧‍👦',
  '🇺🇸🇫🇷',
  'a\u0301\u0323',
  'e.g.',
  '\u0000',
  "it'LL",
]
const CHINESE = ['東京は', '日本の首都', '。', '漢字、', '中文没有空格', '，', '「はい」', 'カタカナー', '龍\ufe00']
const RIGHT_TO_LEFT = ['שלום', 'עולם.', 'مرحبا', 'بالعالم،', 'كتاب؟', '\u200fאבג']

const ascii = fc.string({
  unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzEAT0189'.split('')),
  minLength: 1,
  maxLength: 12,
})
const longWord = fc
  .tuple(fc.constantFrom('x', 'Zq7', '.', '🙂', '語', '\u0301', 'ก็', '-', '👨‍👩‍👧‍👦'), fc.integer({ min: 1, max: 700 }))
  .map(([part, times]) => part.repeat(times))
const word = fc.oneof(
  { weight: 12, arbitrary: ascii },
  { weight: 2, arbitrary: fc.constantFrom(...SAMPLES) },
  { weight: 4, arbitrary: fc.constantFrom(...CHINESE) },
  { weight: 4, arbitrary: fc.constantFrom(...RIGHT_TO_LEFT) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 1, arbitrary: longWord },
)
const gap = fc.oneof(
  { weight: 20, arbitrary: fc.constant(' ') },
  { weight: 8, arbitrary: fc.constantFrom('. ', '! ', '? ', '.\n', '\n', '\t', ', ') },
  { weight: 2, arbitrary: fc.constantFrom('', '\u00a0', '\r\n', '\u2028', '\n\n\n') },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 300 }).map((length) => ' \n'.repeat(length)) },
)

const textOf = (maxLength: number) =>
  fc
    .tuple(fc.constantFrom('', '', '\n ', '\ufeff'), fc.array(fc.tuple(word, gap), { maxLength }))
    .map(([first, pairs]) => first + pairs.flat().join(''))

const box: fc.Arbitrary<Box> = fc
  .tuple(...Array.from({ length: 4 }, () => fc.double({ min: -0.1, max: 1.1, noNaN: true })))
  .map(([x, y, width, height]) => ({ x: x!, y: y!, width: Math.abs(width!), height: Math.abs(height!) }))

const lines = (text: string) =>
  fc
    .array(fc.tuple(fc.nat({ max: text.length }), box), { maxLength: 6 })
    .map((pairs) => pairs.toSorted((a, b) => a[0] - b[0]).map(([start, place]) => ({ start, box: place })))

const blockOf = (text: fc.Arbitrary<string>, level: fc.Arbitrary<number>): fc.Arbitrary<Block> =>
  fc
    .tuple(text, level)
    .chain(([words, depth]) => lines(words).map((of) => ({ text: words, level: depth, fontSize: 10, lines: of })))

const block = fc.oneof(
  { weight: 6, arbitrary: blockOf(textOf(120), fc.constant(0)) },
  { weight: 2, arbitrary: blockOf(ascii, fc.integer({ min: 1, max: 6 })) },
  { weight: 1, arbitrary: blockOf(fc.constantFrom('', ' ', '\n\t', '\ufeff'), fc.integer({ min: 0, max: 2 })) },
)

export const arbitraryPages: fc.Arbitrary<Page[]> = fc
  .array(fc.array(block, { maxLength: 6 }), { maxLength: 5 })
  .map((pages) => pages.map((blocks, index) => ({ number: index + 1, width: 612, height: 792, blocks })))

export const arbitraryOptions: fc.Arbitrary<ChunkingOptions> = fc
  .oneof(fc.constant(64), fc.integer({ min: 64, max: 256 }), fc.integer({ min: 64, max: 2048 }))
  .chain((size) =>
    fc.record({
      strategy: fc.constantFrom('SENTENCE', 'PARAGRAPH', 'FIXED'),
      size: fc.constant(size),
      overlap: fc.integer({ min: 0, max: Math.ceil(size / 2) - 1 }),
    }),
  )

/** Plain text in which no run is so long that tokens are counted by parts. */
export const arbitraryPlainText = fc
  .array(fc.tuple(fc.oneof(ascii, fc.constantFrom(...SAMPLES, ...CHINESE, ...RIGHT_TO_LEFT)), gap), { maxLength: 60 })
  .map((pairs) =>
    pairs
      .flat()
      .join('')
      .replaceAll(/\s{60,}/g, ' '),
  )
