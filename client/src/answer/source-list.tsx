import { nameOf } from '../documents/name-of.ts'
import type { Piece } from './cited-text.ts'
import type { Citation } from './use-answer.ts'

/** The passages that an answer rests on, each once, with the page it opens. */
export function SourceList({ pieces }: { pieces: Piece<Citation>[] }) {
  const sources = new Map(pieces.flatMap((piece) => piece.sources.map((source) => [source.number, source.citation])))
  if (sources.size === 0) return null
  return (
    <ol className="sources" aria-label="Sources">
      {[...sources]
        .toSorted(([a], [b]) => a - b)
        .map(([number, { chunk }]) => (
          <li key={number}>
            <span className="source-number">{number}</span>
            <a href={`${chunk.document.fileUrl}#page=${chunk.page}`} target="_blank" rel="noreferrer">
              <span className="hit-name">{nameOf(chunk.document)}</span> <span className="page">page {chunk.page}</span>
            </a>
          </li>
        ))}
    </ol>
  )
}
