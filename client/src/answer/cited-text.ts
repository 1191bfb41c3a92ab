// An answer in pieces: its words, and the numbers of the passages that they rest on, each behind the words.

type Place = { start: number; end: number; quote: string; chunk: { id: string } }

export type Source<Citation> = { number: number; citation: Citation }
export type Piece<Citation> = { text: string; sources: Source<Citation>[] }

/** Passages are numbered as they are first cited. */
export function citedPieces<Citation extends Place>(answer: string, citations: readonly Citation[]): Piece<Citation>[] {
  const numbers = new Map<string, number>()
  const inOrder = citations.toSorted((a, b) => a.end - b.end)
  for (const { chunk } of inOrder) if (!numbers.has(chunk.id)) numbers.set(chunk.id, numbers.size + 1)
  const ends = [...new Set(inOrder.map(({ end }) => end))]
  const pieces = ends.map((end, index) => ({
    text: answer.slice(ends[index - 1] ?? 0, end),
    sources: distinct(inOrder.filter((citation) => citation.end === end)).map((citation) => ({
      citation,
      number: numbers.get(citation.chunk.id)!,
    })),
  }))
  const rest = answer.slice(ends.at(-1) ?? 0)
  return rest ? [...pieces, { text: rest, sources: [] }] : pieces
}

/** The same passage twice behind the same words is once enough. */
function distinct<Citation extends Place>(citations: readonly Citation[]): Citation[] {
  return [...new Map(citations.map((citation) => [citation.chunk.id, citation])).values()]
}
