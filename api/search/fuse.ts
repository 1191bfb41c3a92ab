// Reciprocal rank fusion: Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual
// Rank Learning Methods" (SIGIR 2009), with a weight for each leg.
import type { SearchSettings } from '../../core/config.ts'
import type { RankedChunk } from './search-chunks.ts'

/** Takes both legs best first, gives every passage of either, best first. */
export function fuse(
  byWords: readonly RankedChunk[],
  byMeaning: readonly RankedChunk[],
  { rankConstant, keywordWeight, semanticWeight }: SearchSettings['fusion'],
): RankedChunk[] {
  const fused = new Map<string, RankedChunk>()
  const add = (leg: readonly RankedChunk[], weight: number) => {
    for (const [index, hit] of leg.entries()) {
      const score = (fused.get(hit.chunkId)?.score ?? 0) + weight / (rankConstant + index + 1)
      fused.set(hit.chunkId, { ...hit, score })
    }
  }
  add(byWords, keywordWeight)
  add(byMeaning, semanticWeight)
  return [...fused.values()].toSorted((a, b) => b.score - a.score || (a.chunkId < b.chunkId ? -1 : 1))
}
