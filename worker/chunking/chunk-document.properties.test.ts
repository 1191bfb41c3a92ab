import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Page } from '../extractor.ts'
import type { Chunk, ChunkingOptions } from './chunk.ts'
import { chunkDocument, documentText } from './chunk-document.ts'
import { spanBlocks } from './document-text.ts'
import { arbitraryOptions, arbitraryPages } from './testing/arbitrary-document.ts'
import { TokenRuler } from './token-ruler.ts'

type Case = { pages: Page[]; options: ChunkingOptions; text: string; chunks: Chunk[] }

const holds = (property: (given: Case) => void): void =>
  fc.assert(
    fc.property(arbitraryPages, arbitraryOptions, (pages, options) =>
      property({ pages, options, text: documentText(pages), chunks: [...chunkDocument(pages, options)] }),
    ),
    { numRuns: 150 },
  )

/** Where a chunk's text stands in the document's: its core's last letter is the text's last. */
function placeOf(chunk: Chunk, text: string): { start: number; end: number } {
  const end = chunk.start + text.slice(chunk.start, chunk.end).trimEnd().length
  return { start: end - chunk.text.length, end }
}

const firstLetterFrom = (text: string, offset: number): number => text.length - text.slice(offset).trimStart().length

test('the cores of all chunks, joined, are the text of the document', () => {
  holds(({ text, chunks }) => {
    expect(chunks.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text)
    let position = 0
    for (const { start, end } of chunks) {
      expect(start).toBe(position)
      position = end
    }
  })
})

test('no chunk has more tokens than its size, and each says how many it has', () => {
  holds(({ chunks, options }) => {
    for (const { text, tokenCount } of chunks) {
      expect(tokenCount).toBeLessThanOrEqual(options.size)
      expect(tokenCount).toBe(new TokenRuler(text).count(0, text.length))
    }
  })
})

test('every letter of a core is in its text, which has no white space around it and is never empty', () => {
  holds(({ text, chunks }) => {
    for (const chunk of chunks) {
      expect(chunk.text).toBe(chunk.text.trim())
      expect(chunk.text).not.toBe('')
      expect(chunk.text.endsWith(text.slice(chunk.start, chunk.end).trim())).toBe(true)
    }
  })
})

test('an overlap is the end of the chunk before, and no longer than asked', () => {
  holds(({ text, chunks, options }) => {
    for (const [index, chunk] of chunks.entries()) {
      const { start, end } = placeOf(chunk, text)
      expect(text.slice(start, end)).toBe(chunk.text)
      const overlap = text.slice(start, firstLetterFrom(text, chunk.start)).trim()
      if (overlap === '') continue
      expect(start).toBeGreaterThanOrEqual(chunks[index - 1]!.start)
      expect(new TokenRuler(overlap).count(0, overlap.length)).toBeLessThanOrEqual(options.overlap)
    }
  })
})

test('no chunk runs across a heading of level 1 or 2, not even by its overlap', () => {
  holds(({ pages, text, chunks }) => {
    const headings = spanBlocks(pages)
      .filter(({ block }) => block.level === 1 || block.level === 2)
      .map(({ start }) => firstLetterFrom(text, start))
    for (const chunk of chunks) {
      const { start, end } = placeOf(chunk, text)
      expect(headings.filter((offset) => offset > start && offset < end)).toEqual([])
    }
  })
})

test('a chunk ends with a heading only at the end, before a section, or where headings alone fill it', () => {
  holds(({ pages, text, chunks, options }) => {
    const spans = spanBlocks(pages)
    for (const chunk of chunks) {
      const { end } = placeOf(chunk, text)
      const last = spans.findIndex((span) => span.start < end && span.end >= end)
      const next = spans[last + 1]
      if (spans[last]!.block.level === 0 || !next || [1, 2].includes(next.block.level)) continue
      // White space without measure is a piece of its own, which may not fit behind a heading.
      if (/^\s{60,}/.test(next.block.text)) continue
      const core = spans.filter((span) => span.end > chunk.start && span.start < end)
      expect(core.every(({ block }) => block.level > 0)).toBe(true)
      expect(chunk.tokenCount).toBeGreaterThan(options.size / 2)
    }
  })
})

test('a chunk is on the page where its core begins', () => {
  holds(({ pages, text, chunks }) => {
    const spans = spanBlocks(pages)
    for (const chunk of chunks) {
      const begin = firstLetterFrom(text, chunk.start)
      expect(chunk.page).toBe(spans.findLast(({ start }) => start <= begin)!.page)
    }
    expect(chunks.map(({ page }) => page)).toEqual(chunks.map(({ page }) => page).toSorted((a, b) => a - b))
  })
})

test('regions are inside the pages that the text is on, and on all of these that have lines', () => {
  holds(({ pages, text, chunks }) => {
    const spans = spanBlocks(pages).filter(({ block }) => block.lines.length > 0)
    for (const chunk of chunks) {
      const place = placeOf(chunk, text)
      const touched = spans.filter(({ start, end }) => start < place.end && end > place.start)
      const pagesWithLines = [...new Set(touched.map(({ page }) => page))]
      expect([...new Set(chunk.regions.map(({ page }) => page))]).toEqual(pagesWithLines)
      for (const { x, y, width, height } of chunk.regions) {
        for (const value of [x, y, width, height]) expect(value).toBeGreaterThanOrEqual(0)
        for (const value of [x + width, y + height]) expect(value).toBeLessThanOrEqual(1)
      }
    }
  })
})

test('no chunk begins inside a surrogate pair', () => {
  holds(({ text, chunks }) => {
    for (const { start } of chunks)
      expect(/^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(start - 1, start + 1))).toBe(false)
  })
})

test('no chunk begins inside a grapheme, but for one of absurd length', () => {
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
  holds(({ text, chunks }) => {
    const starts = new Set(chunks.map(({ start }) => start))
    let position = 0
    for (const { segment } of segmenter.segment(text)) {
      const cut = Array.from(segment, (_, index) => position + index)
        .slice(1)
        .some((offset) => starts.has(offset))
      if (cut) expect(segment.length).toBeGreaterThan(20)
      position += segment.length
    }
  })
})

test('the same pages and options give the same chunks', () => {
  holds(({ pages, options, chunks }) => {
    expect([...chunkDocument(structuredClone(pages), { ...options })]).toEqual(chunks)
  })
})
