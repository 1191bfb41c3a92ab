// Follows a document to its end, as a client does.
import { subscribeSse } from './graphql.ts'
import { values } from './subscriptions.ts'

export type SeenEvent = {
  sequence: number
  jobId: string
  stage: string
  progress: number
  message: string
  error: string | null
  details: Record<string, unknown>
}

export const PROGRESS = `subscription ($id: ID!, $after: Int) {
  documentProgress(documentId: $id, after: $after) { sequence jobId stage progress message error details }
}`

/** Every event after the cursor, once the document is final. */
export async function follow(address: string, documentId: string, after = 0): Promise<SeenEvent[]> {
  const events: SeenEvent[] = []
  for await (const event of values(subscribeSse(address, PROGRESS, { id: documentId, after }))) events.push(event)
  return events
}

/** The first event that `isIt` accepts; later ones are left unread. */
export async function waitForEvent(
  address: string,
  documentId: string,
  isIt: (event: SeenEvent) => boolean,
): Promise<SeenEvent> {
  for await (const event of values(subscribeSse(address, PROGRESS, { id: documentId, after: 0 }))) {
    if (isIt(event)) return event
  }
  throw new Error('the document ended without that event')
}
