import type { Box } from '../extractor.ts'

export type ChunkingStrategy = 'SENTENCE' | 'PARAGRAPH' | 'FIXED'

export type ChunkingOptions = {
  strategy: ChunkingStrategy
  /** The most tokens a chunk's text may have, its overlap included: 8 or more. */
  size: number
  /** The most tokens a chunk repeats of the one before it: 0 for none, always less than half of `size`. */
  overlap: number
}

/** A part of a page (1-based), in fractions of its width and height; `start`: where in the chunk's text it begins. */
export type Region = { page: number; start: number } & Box

export type Chunk = {
  /** Overlap and core, trimmed: what is embedded, shown and searched. */
  text: string
  /** Where the core begins, 1-based. */
  page: number
  /** Where the text stands, overlap included. Empty where the extractor gave no lines. */
  regions: Region[]
  /** The core alone, as offsets into the document's text. The cores of all chunks, joined, are that text. */
  start: number
  end: number
  /** Of `text`, counted exactly. */
  tokenCount: number
}
