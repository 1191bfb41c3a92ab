// How good a ranking is, as trec_eval counts it: gains are the judged relevance itself.

type Judged = ReadonlyMap<string, number>

/** `ranked`: document ids, best first. 1 where nothing could be better. */
export function normalisedGain(ranked: readonly string[], judged: Judged, depth: number): number {
  const ideal = [...judged.values()].filter((relevance) => relevance > 0).toSorted((a, b) => b - a)
  const found = ranked.map((document) => Math.max(0, judged.get(document) ?? 0))
  return discountedGain(found, depth) / discountedGain(ideal, depth)
}

/** The part of the relevant documents that is among the first `depth`. */
export function recall(ranked: readonly string[], judged: Judged, depth: number): number {
  const relevant = [...judged].filter(([, relevance]) => relevance > 0).map(([document]) => document)
  const first = new Set(ranked.slice(0, depth))
  return relevant.filter((document) => first.has(document)).length / relevant.length
}

function discountedGain(gains: readonly number[], depth: number): number {
  return gains.slice(0, depth).reduce((sum, gain, rank) => sum + gain / Math.log2(rank + 2), 0)
}
