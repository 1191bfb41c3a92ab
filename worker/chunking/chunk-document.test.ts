import { expect, test } from 'vitest'
import { chunkDocument, documentText } from './chunk-document.ts'
import { chunk, heading, pagesOf, paragraph, sentences } from './testing/pages.ts'

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const texts = (chunks: { text: string }[]): string[] => chunks.map(({ text }) => text)

test('the text of a document is its blocks joined by a blank line, without blank blocks', () => {
  expect(documentText(pagesOf([paragraph('One.'), paragraph(' \n')], [], [paragraph('Two.')]))).toBe('One.\n\nTwo.')
})

test.for([[[]], [[[]]], [[[paragraph(''), paragraph(' \n\t\ufeff')]]]])(
  'a document without text has no chunks',
  ([pages]) => {
    expect(chunk(pagesOf(...pages!))).toEqual([])
  },
)

test('sentences are packed whole', () => {
  const chunks = chunk(pagesOf([paragraph(sentences(20))]), { size: 64 })
  expect(chunks.map(({ tokenCount }) => tokenCount)).toEqual([63, 63, 14])
  for (const { text } of chunks) expect(text).toMatch(/^Sentence .* here\.$/)
})

test('a line that ends is no sentence that ends', () => {
  const text = sentences(20).replaceAll('is told', 'is\ntold')
  for (const chunkText of texts(chunk(pagesOf([paragraph(text)])))) expect(chunkText).toMatch(/^Sentence [^]* here\.$/)
})

test('the overlap of sentences is the last whole sentences of the chunk before', () => {
  const [first, second] = chunk(pagesOf([paragraph(sentences(20))]), { overlap: 20 })
  expect(first!.text.endsWith('Sentence 107 is told here. Sentence 108 is told here.')).toBe(true)
  expect(second!.text.startsWith('Sentence 107 is told here. Sentence 108 is told here. Sentence 109')).toBe(true)
  expect(second!.start).toBe(documentText(pagesOf([paragraph(sentences(20))])).indexOf('Sentence 109'))
})

test('a sentence longer than a chunk is cut between words', () => {
  const words = Array.from({ length: 300 }, (_, index) => `word${index}`)
  const chunks = chunk(pagesOf([paragraph(words.join(' '))]))
  expect(chunks.length).toBeGreaterThan(1)
  expect(texts(chunks).flatMap((text) => text.split(' '))).toEqual(words)
})

test.for(['👨‍👩‍👧‍👦', '🇺🇸', 'e\u0301\u0323', 'ก็', '각', '🙂'])(
  'a word longer than a chunk is never cut inside %s',
  (letter) => {
    const chunks = chunk(pagesOf([paragraph(letter.repeat(500))]))
    expect(chunks.length).toBeGreaterThan(1)
    const letters = texts(chunks).flatMap((text) => [...graphemes.segment(text)].map(({ segment }) => segment))
    expect(letters).toEqual(Array.from({ length: 500 }, () => letter))
  },
)

test('one letter with thousands of marks is cut all the same', () => {
  const chunks = chunk(pagesOf([paragraph(`a${'\u0301'.repeat(5000)}`)]))
  for (const { tokenCount } of chunks) expect(tokenCount).toBeLessThanOrEqual(64)
})

test('paragraphs are packed whole', () => {
  const blocks = [paragraph(sentences(5)), paragraph(sentences(6)), paragraph(sentences(2))]
  const [first, second] = chunk(pagesOf(blocks), { strategy: 'PARAGRAPH' })
  expect(first!.text).toBe(sentences(5))
  expect(second!.text).toBe(`${sentences(6)}\n\n${sentences(2)}`)
})

test('a paragraph longer than a chunk is packed by sentences', () => {
  const chunks = chunk(pagesOf([paragraph(sentences(20))]), { strategy: 'PARAGRAPH' })
  expect(chunks).toEqual(chunk(pagesOf([paragraph(sentences(20))]), { strategy: 'SENTENCE' }))
})

test('the overlap of paragraphs is whole sentences', () => {
  const blocks = [paragraph(sentences(6)), paragraph(sentences(6))]
  const [, second] = chunk(pagesOf(blocks), { strategy: 'PARAGRAPH', overlap: 10 })
  expect(second!.text).toBe(`Sentence 105 is told here.\n\n${sentences(6)}`)
})

test('an overlap gives way to a core that needs its place', () => {
  const blocks = [paragraph(sentences(6)), paragraph(sentences(8))]
  const [, second] = chunk(pagesOf(blocks), { strategy: 'PARAGRAPH', overlap: 30 })
  expect(second!.text).toBe(`Sentence 105 is told here.\n\n${sentences(8)}`)
})

test('chunks of fixed size have exactly as many tokens as fit', () => {
  const words = Array.from({ length: 640 }, () => 'word').join(' ')
  const chunks = chunk(pagesOf([paragraph(words)]), { strategy: 'FIXED', size: 64 })
  expect(chunks.map(({ tokenCount }) => tokenCount)).toEqual(Array.from({ length: 10 }, () => 64))
})

test('the overlap of fixed size has exactly as many tokens as asked', () => {
  const words = Array.from({ length: 200 }, () => 'word').join(' ')
  const [first, second] = chunk(pagesOf([paragraph(words)]), { strategy: 'FIXED', size: 64, overlap: 16 })
  expect(second!.end - second!.start).toBe(48 * 'word '.length)
  expect(second!.text).toBe(first!.text)
})

test('Chinese text, which has no spaces, fills chunks of fixed size and is cut after its full stops', () => {
  const text = '中文没有空格。'.repeat(100)
  const chunks = chunk(pagesOf([paragraph(text)]), { strategy: 'FIXED' })
  for (const { tokenCount } of chunks.slice(0, -1)) expect(tokenCount).toBeGreaterThan(58)
  for (const chunkText of texts(chunks)) expect(chunkText).not.toMatch(/^。/)
})

test.for(['SENTENCE', 'PARAGRAPH', 'FIXED'] as const)('%s: a heading goes with the text after it', (strategy) => {
  const words = Array.from({ length: 60 }, () => 'word').join(' ')
  const blocks = [paragraph(words), heading(3, 'A small heading'), paragraph(sentences(6))]
  expect(chunk(pagesOf(blocks.slice(0, 2)), { strategy })).toHaveLength(1)
  const [first, second] = chunk(pagesOf(blocks), { strategy })
  expect(first!.text).toBe(words)
  expect(second!.text.startsWith('A small heading\n\nSentence 100')).toBe(true)
})

test.for(['SENTENCE', 'PARAGRAPH', 'FIXED'] as const)(
  '%s: a section starts a chunk that repeats nothing',
  (strategy) => {
    const blocks = [
      paragraph('Before.'),
      heading(2, 'Section'),
      paragraph('After.'),
      heading(1, 'Part'),
      heading(2, 'Empty'),
    ]
    expect(texts(chunk(pagesOf(blocks), { strategy, overlap: 30 }))).toEqual([
      'Before.',
      'Section\n\nAfter.',
      'Part',
      'Empty',
    ])
  },
)

test('a heading too large for a chunk is cut like text, and still starts one', () => {
  const title = sentences(12)
  const chunks = texts(chunk(pagesOf([paragraph('Before.'), heading(1, title), paragraph('After.')]), { overlap: 20 }))
  expect(chunks).toHaveLength(3)
  expect(chunks[0]).toBe('Before.')
  expect(chunks[1]).toBe(sentences(9))
  expect(chunks[2]!.endsWith('Sentence 111 is told here.\n\nAfter.')).toBe(true)
})

test('text that would not fit after its heading is cut rather than parted from it', () => {
  const blocks = [heading(2, 'A heading of some length'), paragraph(sentences(9))]
  const [first] = chunk(pagesOf(blocks), { strategy: 'PARAGRAPH' })
  expect(first!.text).toMatch(/^A heading of some length\n\nSentence 100 .* here\.$/)
})

test('a chunk that begins with an overlap is on the page of its core', () => {
  const [, second] = chunk(pagesOf([paragraph(sentences(9))], [paragraph(sentences(2))]), { overlap: 10 })
  expect(second!.text.startsWith('Sentence 108 is told here.\n\nSentence 100')).toBe(true)
  expect(second!.page).toBe(2)
})

test('chunks are made as they are asked for', () => {
  const hostile = pagesOf([paragraph('Good day. '.repeat(200)), paragraph('x'.repeat(1_000_000))])
  const started = performance.now()
  expect(chunkDocument(hostile, { strategy: 'SENTENCE', size: 64, overlap: 0 }).next().done).toBe(false)
  expect(performance.now() - started).toBeLessThan(200)
})

test.for([
  { size: 7, overlap: 0 },
  { size: Number.NaN, overlap: 0 },
  { size: 64, overlap: 32 },
  { size: 64, overlap: -1 },
])('size $size with overlap $overlap is refused', (options) => {
  expect(() => chunk([], options)).toThrow(RangeError)
})
