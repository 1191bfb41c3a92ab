// One question at a time and its answer as it comes. Asking the next one, stopping, or leaving the page ends the one
// before, also at whoever writes it.
import { useCallback, useEffect, useRef, useState } from 'react'
import { onEnd, pipe, subscribe } from 'wonka'

import { useService } from '../connection/service-context.ts'
import { graphql } from '../generated/gql.ts'
import type { AnswerSubscription, AnswerSubscriptionVariables } from '../generated/graphql.ts'

const ANSWER = graphql(`
  subscription Answer($question: String!, $collectionId: ID) {
    answer(question: $question, collectionId: $collectionId) {
      __typename
      ... on AnswerText {
        text
      }
      ... on AnswerCitation {
        start
        end
        quote
        chunk {
          id
          page
          document {
            id
            title
            filename
            fileUrl
          }
        }
      }
      ... on AnswerCompleted {
        tookMs
        extractive
        notice
        passages
      }
    }
  }
`)

type AnswerEvent = AnswerSubscription['answer']
export type Citation = Extract<AnswerEvent, { __typename: 'AnswerCitation' }>
export type Completed = Extract<AnswerEvent, { __typename: 'AnswerCompleted' }>

export type Answer = {
  asked: AnswerSubscriptionVariables
  text: string
  citations: Citation[]
  /** Null while it is being written, and where it breaks off. */
  completed: Completed | null
  error: Error | null
  isStopped: boolean
}

export type Asking = {
  /** Null before the first question. */
  answer: Answer | null
  ask: (question: AnswerSubscriptionVariables) => void
  /** What has come stays. */
  stop: () => void
}

export function useAnswer(): Asking {
  const { client } = useService()
  const [answer, setAnswer] = useState<Answer | null>(null)
  const end = useRef(() => {})
  useEffect(() => () => end.current(), [])

  const ask = useCallback(
    (asked: AnswerSubscriptionVariables) => {
      end.current()
      let isOver = false
      const change = (next: (last: Answer) => Partial<Answer>) => {
        if (!isOver) setAnswer((last) => last && { ...last, ...next(last) })
      }
      setAnswer({ asked, text: '', citations: [], completed: null, error: null, isStopped: false })
      const subscription = pipe(
        client.subscription(ANSWER, asked),
        onEnd(() => change(({ completed, error }) => ({ error: completed ? null : (error ?? new Error(BROKEN_OFF)) }))),
        subscribe(({ data, error }) => {
          if (error) change(() => ({ error }))
          else if (data) change((last) => add(last, data.answer))
        }),
      )
      end.current = () => {
        isOver = true
        subscription.unsubscribe()
      }
    },
    [client],
  )
  const stop = useCallback(() => {
    end.current()
    setAnswer((last) => last && { ...last, isStopped: true })
  }, [])
  return { answer, ask, stop }
}

const BROKEN_OFF = 'The answer broke off, as the connection to the service was lost.'

function add({ text, citations }: Answer, event: AnswerEvent): Partial<Answer> {
  if (event.__typename === 'AnswerText') return { text: text + event.text }
  if (event.__typename === 'AnswerCitation') return { citations: [...citations, event] }
  return { completed: event }
}
