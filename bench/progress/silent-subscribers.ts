// Subscribers that never read what they are sent, one over each transport.
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'

import { openGraphqlSocket } from '../../testing/graphql-socket.ts'
import { DOCUMENT_PROGRESS } from '../../testing/subscriptions.ts'

/** Resolves once both have subscribed. They are gone when it is disposed of. */
export async function subscribeSilently(address: string, id: string): Promise<Disposable> {
  const socket = await openGraphqlSocket(address)
  const begun = Promise.withResolvers<void>()
  const sink = { next: () => begun.resolve(), complete() {}, failed: begun.reject }
  socket.subscribe(DOCUMENT_PROGRESS, { id }, sink)
  await begun.promise
  socket.stopReading()

  const sent = request(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
  })
  sent.end(JSON.stringify({ query: DOCUMENT_PROGRESS, variables: { id } }))
  // Its body stays where it is.
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  return {
    [Symbol.dispose]() {
      socket.cut()
      response.destroy()
    },
  }
}
