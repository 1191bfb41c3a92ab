// Pages for example tests, of which a test says only what matters to it.
import type { Block, Page } from '../../extractor.ts'
import { chunkDocument, type Chunk, type ChunkingOptions } from '../chunk-document.ts'

export function paragraph(text: string, given: Partial<Block> = {}): Block {
  return { text, level: 0, fontSize: 10, lines: [], ...given }
}

export function heading(level: number, text: string): Block {
  return paragraph(text, { level })
}

/** One page for each list of blocks. */
export function pagesOf(...pages: Block[][]): Page[] {
  return pages.map((blocks, index) => ({ number: index + 1, width: 612, height: 792, blocks }))
}

export function chunk(pages: Page[], options: Partial<ChunkingOptions> = {}): Chunk[] {
  return [...chunkDocument(pages, { strategy: 'SENTENCE', size: 64, overlap: 0, ...options })]
}

/** `count` sentences of seven tokens each: "Sentence 100 is told here." and on. */
export function sentences(count: number): string {
  return Array.from({ length: count }, (_, index) => `Sentence ${index + 100} is told here.`).join(' ')
}
