// A client of graphql-ws that does what a test tells it and nothing else: it can stop reading, and be silent.
import { once } from 'node:events'

import WebSocket from 'ws'

import { eventually } from '../core/testing/eventually.ts'
import type { GraphqlAnswer } from './graphql.ts'

// The payloads of `next` have `data`, those of `error` are lists: a test knows what it asked for.
// oxlint-disable-next-line no-explicit-any
type Message = { id?: string; type: string; payload?: any }

export interface RawSocket {
  /** What was received, oldest first. */
  readonly messages: Message[]
  readonly socket: WebSocket
  /** Of the close frame; 1006 where the connection ended without one. */
  readonly closed: Promise<{ code: number; reason: string }>
  send(message: object): void
  subscribe(id: string, query: string, variables?: object): void
  /** Waits for the next unread message that fits. */
  message(type: string, id?: string): Promise<Message>
  /** The results of a subscription so far. */
  results(id: string): GraphqlAnswer[]
  close(): void
}

/** `init`: whether it says connection_init. `answersPings`: of the WebSocket itself. */
export async function openRawSocket(address: string, { init = true, answersPings = true } = {}): Promise<RawSocket> {
  const url = `${address.replace('http', 'ws')}/graphql`
  const socket = new WebSocket(url, 'graphql-transport-ws', { autoPong: answersPings })
  const messages: Message[] = []
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as Message))
  const closed = once(socket, 'close').then(([code, reason]) => ({ code: code as number, reason: String(reason) }))
  await once(socket, 'open')
  const client: RawSocket = {
    messages,
    socket,
    closed,
    send: (message) => socket.send(JSON.stringify(message)),
    subscribe: (id, query, variables = {}) => client.send({ id, type: 'subscribe', payload: { query, variables } }),
    message: (type, id) =>
      eventually(() => {
        const found = messages.find((message) => message.type === type && message.id === id)
        if (!found) throw new Error(`no ${type} of ${id} among ${messages.length} messages`)
        return found
      }),
    results: (id) =>
      messages.filter((message) => message.type === 'next' && message.id === id).map(({ payload }) => payload),
    close: () => socket.terminate(),
  }
  if (init) {
    client.send({ type: 'connection_init' })
    await client.message('connection_ack')
  }
  return client
}
