import type { ChunkingOptions } from './chunk.ts'
import { ChunkDraft, type ChunkSpan } from './chunk-draft.ts'
import type { TokenRuler } from './token-ruler.ts'
import { UnitQueue } from './unit-queue.ts'
import { isSmallest, splitUnit, type Unit } from './unit.ts'

/**
 * Packs units into chunks of at most `size` tokens, in order and greedily. A unit too large for any chunk is cut finer.
 * A heading goes with the text after it, if need be by cutting that text, and one of level 1 or 2 starts a chunk that
 * repeats nothing. So a chunk ends with a heading only where the document does, where such a heading follows, or where
 * headings alone fill it.
 */
export function* packUnits(
  text: string,
  units: Iterator<Unit>,
  ruler: TokenRuler,
  { size, overlap }: ChunkingOptions,
): Generator<ChunkSpan> {
  const queue = new UnitQueue(units)
  let draft = new ChunkDraft(ruler, size)

  for (let unit = queue.take(); unit; unit = queue.take()) {
    if (unit.opensSection) {
      if (!draft.isEmpty) yield draft.span()
      draft = new ChunkDraft(ruler, size)
    }
    if (draft.fits(unit)) {
      draft.add(unit)
    } else if (!ruler.fits(unit.textStart, unit.textEnd, size)) {
      queue.putBack(splitUnit(text, unit))
    } else if (draft.hasText) {
      queue.putBack([...draft.removeLastHeadings(), unit])
      yield draft.span()
      draft = new ChunkDraft(ruler, size, draft.overlapStarts(text, overlap))
    } else if (draft.hasOverlap) {
      draft.shortenOverlap()
      queue.putBack([unit])
    } else if (unit.heading || isSmallest(unit)) {
      queue.putBack([unit])
      yield draft.span()
      draft = new ChunkDraft(ruler, size)
    } else {
      queue.putBack(splitUnit(text, unit))
    }
  }
  if (!draft.isEmpty) yield draft.span()
}
