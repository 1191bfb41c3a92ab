// A question as a client asks it, read to its end.
import type { Subscribe } from './subscriptions.ts'
import { subscribeSse, type GraphqlError } from './graphql.ts'

export const ANSWER = `subscription ($question: String!, $collectionId: ID, $documentIds: [ID!]) {
  answer(question: $question, collectionId: $collectionId, documentIds: $documentIds) {
    __typename
    ... on AnswerText { text }
    ... on AnswerCitation { start end quote chunk { id page text document { id filename } } }
    ... on AnswerCompleted {
      answer tookMs extractive notice passages
      citations { start end quote chunk { id page document { filename } } }
    }
  }
}`

export type Asked = {
  /** As they came. */
  // oxlint-disable-next-line no-explicit-any
  events: any[]
  text: string
  /** Undefined where it ended with errors. */
  // oxlint-disable-next-line no-explicit-any
  completed: any
  errors: GraphqlError[]
}

export async function askQuestion(
  address: string,
  variables: { question: string; collectionId?: string; documentIds?: string[] },
  subscribe: Subscribe = subscribeSse,
): Promise<Asked> {
  const asked: Asked = { events: [], text: '', completed: undefined, errors: [] }
  for await (const { data, errors } of subscribe(address, ANSWER, variables)) {
    if (errors) asked.errors.push(...errors)
    const event = data?.answer
    if (!event) continue
    asked.events.push(event)
    if (event.__typename === 'AnswerText') asked.text += event.text
    if (event.__typename === 'AnswerCompleted') asked.completed = event
  }
  return asked
}
