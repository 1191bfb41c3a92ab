import { useRef, useState } from 'react'

import { CollectionSelect } from '../collections/collection-select.tsx'
import { useCollections } from '../collections/use-collections.ts'
import { AnswerView } from './answer-view.tsx'
import { useAnswer } from './use-answer.ts'

/** Asks a question about the documents. `isEmpty`: there are none to ask about. */
export function AnswerPanel({ isEmpty }: { isEmpty: boolean }) {
  const { collections } = useCollections()
  const input = useRef<HTMLInputElement>(null)
  const [collectionId, setCollectionId] = useState<string | null>(null)
  const { answer, ask, stop } = useAnswer()
  const isUnderWay = answer !== null && !answer.completed && !answer.error && !answer.isStopped
  return (
    <section className="panel answer" aria-labelledby="answer-heading">
      <h2 id="answer-heading">Ask</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const question = input.current?.value.trim()
          if (question) ask({ question, collectionId })
        }}
      >
        <div className="search-line">
          <input
            ref={input}
            type="text"
            name="question"
            aria-label="Question"
            placeholder="A question about your documents"
            maxLength={2000}
            autoComplete="off"
            required
          />
          {isUnderWay ? (
            <button key="stop" type="button" onClick={stop}>
              Stop
            </button>
          ) : (
            <button key="ask" type="submit" className="primary">
              Ask
            </button>
          )}
        </div>
        {collections.length > 0 && (
          <div className="search-options">
            <CollectionSelect
              label="About collection"
              none="All documents"
              collections={collections}
              value={collectionId}
              onChange={setCollectionId}
            />
          </div>
        )}
      </form>
      {answer ? (
        <AnswerView answer={answer} onRetry={() => ask(answer.asked)} />
      ) : (
        <p className="empty">{isEmpty ? 'There is nothing to ask about yet.' : 'What do you want to know?'}</p>
      )}
    </section>
  )
}
