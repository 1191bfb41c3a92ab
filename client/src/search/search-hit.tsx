import { nameOf } from '../documents/name-of.ts'
import type { SearchQuery } from '../generated/graphql.ts'
import { Snippet } from './snippet.tsx'

export type Hit = SearchQuery['search']['hits'][number]

export function SearchHit({ hit: { score, snippet, chunk, document } }: { hit: Hit }) {
  return (
    <li className="hit" title={`Score ${score.toPrecision(3)}`}>
      <a href={`${document.fileUrl}#page=${chunk.page}`} target="_blank" rel="noreferrer">
        <span className="hit-name">{nameOf(document)}</span> <span className="page">page {chunk.page}</span>
      </a>
      <p>
        <Snippet text={snippet} />
      </p>
    </li>
  )
}
