import { Fragment } from 'react'

import { Problem } from '../feedback/problem.tsx'
import { citedPieces } from './cited-text.ts'
import { CitationMark } from './citation-mark.tsx'
import { SourceList } from './source-list.tsx'
import type { Answer } from './use-answer.ts'

type Properties = { answer: Answer; onRetry: () => void }

/** The answer as far as it has come. Everything is text: nothing that a document or a model says becomes a link or HTML. */
export function AnswerView({ answer, onRetry }: Properties) {
  const { text, citations, completed, error, isStopped } = answer
  const pieces = citedPieces(text, citations)
  const isUnderWay = !completed && !error && !isStopped
  return (
    <div className="answer-result">
      {isUnderWay && <progress aria-label="Answer" />}
      {completed?.extractive && (
        <p className="extractive">
          These are sentences of your documents, word for word: no language model wrote this answer.
          {completed.notice && ` ${completed.notice}`}
        </p>
      )}
      <div className="answer-text" role="region" aria-label="Answer" aria-busy={isUnderWay}>
        {pieces.map((piece, index) => (
          <Fragment key={index}>
            {piece.text}
            {piece.sources.map((source) => (
              <CitationMark key={source.number} source={source} />
            ))}
          </Fragment>
        ))}
      </div>
      <SourceList pieces={pieces} />
      {error && <Problem error={error} onRetry={onRetry} />}
      <p role="status" className="summary">
        {describe(answer)}
      </p>
    </div>
  )
}

function describe({ text, completed, error, isStopped }: Answer): string {
  if (error) return ''
  if (isStopped) return 'Stopped.'
  if (!completed) return text ? 'Writing the answer…' : 'Looking through your documents…'
  if (completed.passages === 0) return 'Try other words, or ask about something that your documents tell of.'
  const passages = `${completed.passages} ${completed.passages === 1 ? 'passage' : 'passages'}`
  return `Answered from ${passages} in ${(Math.max(completed.tookMs, 100) / 1000).toFixed(1)} s`
}
