import type { Page } from '../extractor.ts'
import type { ChunkSpan } from './chunk-draft.ts'
import type { Chunk, ChunkingOptions } from './chunk.ts'
import { blockIndexAt, documentText, spanBlocks, type BlockSpan } from './document-text.ts'
import { locateRegions } from './locate-regions.ts'
import { packUnits } from './pack-units.ts'
import { TokenRuler } from './token-ruler.ts'
import { readUnits } from './unit.ts'

export type { Chunk, ChunkingOptions } from './chunk.ts'
export { documentText } from './document-text.ts'

// No code point has more tokens than it has bytes; below this one might not fit.
const SMALLEST_SIZE = 8

/**
 * Cuts a document into chunks that know where they stand. Works only as far as it is asked, so that the caller can let
 * other work in between chunks. The same pages and options always give the same chunks.
 *
 * @throws RangeError where `size` is under 8, or `overlap` is negative or not under half of `size`.
 */
export function* chunkDocument(pages: readonly Page[], options: ChunkingOptions): Generator<Chunk> {
  checkOptions(options)
  const text = documentText(pages)
  const spans = spanBlocks(pages)
  const ruler = new TokenRuler(text)
  const units = readUnits(text, spans, options.strategy)
  for (const span of packUnits(text, units, ruler, options)) yield describeChunk(text, spans, ruler, span)
}

function describeChunk(text: string, spans: readonly BlockSpan[], ruler: TokenRuler, span: ChunkSpan): Chunk {
  const { start, end, textStart, textEnd, coreTextStart } = span
  return {
    text: text.slice(textStart, textEnd),
    page: spans[blockIndexAt(spans, coreTextStart)]!.page,
    regions: locateRegions(spans, textStart, textEnd),
    start,
    end,
    tokenCount: ruler.count(textStart, textEnd),
  }
}

function checkOptions({ size, overlap }: ChunkingOptions): void {
  if (!(size >= SMALLEST_SIZE))
    throw new RangeError(`The size of chunks is ${size} tokens: give ${SMALLEST_SIZE} or more`)
  if (!(overlap >= 0 && overlap < size / 2))
    throw new RangeError(`The overlap of chunks is ${overlap} tokens: give 0 or more, and less than half of ${size}`)
}
