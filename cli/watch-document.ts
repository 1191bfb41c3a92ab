// Every progress event of a document, in order and each once, to the end of its processing. A lost connection is made
// again, and goes on after the last event seen.
import { setTimeout as wait } from 'node:timers/promises'

import { ConnectionError, dataOf, post, RefusalError, type GraphqlAnswer } from './service-client.ts'

export type ProgressEvent = {
  sequence: number
  stage: string
  progress: number
  message: string
  error: string | null
}

const SUBSCRIPTION = `subscription ($id: ID!, $after: Int!) {
  documentProgress(documentId: $id, after: $after) { sequence stage progress message error }
}`

/** Half a minute in all: a service that restarts is back by then. */
const PAUSES_MS = [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000]

/** `onDrop` is told of each lost connection. Throws ConnectionError once the service stays away, RefusalError. */
export async function* watchDocument(
  address: string,
  documentId: string,
  onDrop: () => void = () => {},
): AsyncGenerator<ProgressEvent> {
  let after = 0
  let drops = 0
  for (;;) {
    try {
      for await (const event of subscribe(address, documentId, after)) {
        after = event.sequence
        drops = 0
        yield event
      }
      return
    } catch (error) {
      const pause = PAUSES_MS[drops++]
      if (!mayPass(error) || pause === undefined) throw error
      onDrop()
      await wait(pause)
    }
  }
}

function mayPass(error: unknown): boolean {
  if (error instanceof RefusalError) return error.code === 'INTERNAL_SERVER_ERROR' || error.code === 'RATE_LIMITED'
  return error instanceof ConnectionError
}

async function* subscribe(address: string, id: string, after: number): AsyncGenerator<ProgressEvent> {
  const connection = new AbortController()
  const body = JSON.stringify({ query: SUBSCRIPTION, variables: { id, after } })
  const response = await post(address, body, 'text/event-stream', connection.signal)
  try {
    for await (const { event, data } of readFrames(response)) {
      if (event === 'complete') return
      if (event !== 'next') continue
      yield dataOf(JSON.parse(data) as GraphqlAnswer<{ documentProgress: ProgressEvent }>).documentProgress
    }
  } finally {
    connection.abort()
  }
  throw new ConnectionError('the subscription ended before the document was done')
}

/** The frames of an event stream, as far as GraphQL over SSE uses that format. */
async function* readFrames(response: Response): AsyncGenerator<{ event: string; data: string }> {
  let text = ''
  for await (const piece of piecesOf(response)) {
    const frames = (text + piece).split('\n\n')
    text = frames.pop()!
    for (const frame of frames) {
      yield { event: /^event: ?(.*)$/m.exec(frame)?.[1] ?? '', data: /^data: ?(.*)$/m.exec(frame)?.[1] ?? '' }
    }
  }
}

async function* piecesOf(response: Response): AsyncGenerator<string> {
  if (!response.body) return
  try {
    yield* response.body.pipeThrough(new TextDecoderStream())
  } catch (error) {
    throw new ConnectionError('the connection was lost', { cause: error })
  }
}
