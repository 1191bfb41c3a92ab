import { useId, useState } from 'react'

import { nameOf } from '../documents/name-of.ts'
import type { Source } from './cited-text.ts'
import type { Citation } from './use-answer.ts'

/** The number of a source. Pointing at it (see style.css), focusing or pressing it shows what the words rest on; Escape hides it. */
export function CitationMark({ source: { number, citation } }: { source: Source<Citation> }) {
  const [isShown, setIsShown] = useState(false)
  const noteId = useId()
  const { chunk, quote } = citation
  const name = nameOf(chunk.document)
  return (
    <span className="citation">
      <button
        type="button"
        aria-label={`Source ${number}: ${name}, page ${chunk.page}`}
        aria-describedby={noteId}
        onFocus={() => setIsShown(true)}
        onBlur={() => setIsShown(false)}
        onKeyDown={({ key }) => setIsShown(key !== 'Escape')}
        // Safari does not focus what is pressed.
        onClick={({ currentTarget }) => currentTarget.focus()}
      >
        {number}
      </button>
      <span id={noteId} role="tooltip" className="citation-note" hidden={!isShown}>
        <span className="citation-place">
          {name} <span className="page">page {chunk.page}</span>
        </span>
        <q>{quote.replaceAll(/\s+/g, ' ')}</q>
      </span>
    </span>
  )
}
