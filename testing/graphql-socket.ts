// One socket of graphql-ws that carries many subscriptions, for who must do what a client library keeps one from: cut
// the connection without a word, or leave unread what comes.
import { once } from 'node:events'

import WebSocket from 'ws'

import type { GraphqlAnswer, GraphqlError } from './graphql.ts'

/** What is done with one subscription's messages. */
export type Sink = {
  next(answer: GraphqlAnswer): void
  complete(): void
  /** Refused, or failed: nothing more will come. */
  failed(errors: GraphqlError[]): void
}

export type GraphqlSocket = {
  subscribe(query: string, variables: object, sink: Sink): void
  /** Resolves when the connection has ended, whoever ended it. */
  closed: Promise<void>
  /** Ends the connection at once; what has come, but was not read, is lost. */
  cut(): void
  /** Nothing is read any more. */
  stopReading(): void
}

type Message =
  | { type: 'next'; id: string; payload: GraphqlAnswer }
  | { type: 'error'; id: string; payload: GraphqlError[] }
  | { type: 'complete'; id: string }
  | { type: 'connection_ack' | 'ping' | 'pong' }

/** Resolves once the service has accepted it; rejects where it does not. */
export async function openGraphqlSocket(address: string): Promise<GraphqlSocket> {
  const socket = new WebSocket(`${address.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  const sinks = new Map<string, Sink>()
  const accepted = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<void>()
  let cut = false
  let subscriptions = 0
  const send = (message: object) => socket.send(JSON.stringify(message))

  socket.on('message', (data: Buffer) => {
    if (cut) return
    const message = JSON.parse(data.toString()) as Message
    if (message.type === 'connection_ack') accepted.resolve()
    else if (message.type === 'ping') send({ type: 'pong' })
    else if ('id' in message) handOver(message, sinks)
  })
  // The end follows it.
  socket.on('error', () => {})
  socket.on('close', (code, reason) => {
    accepted.reject(new Error(`the socket was closed: ${code} ${reason.toString()}`))
    closed.resolve()
  })
  await Promise.race([once(socket, 'open'), accepted.promise])
  send({ type: 'connection_init' })
  await accepted.promise
  return {
    subscribe(query, variables, sink) {
      if (socket.readyState !== WebSocket.OPEN) return
      const id = String(++subscriptions)
      sinks.set(id, sink)
      send({ type: 'subscribe', id, payload: { query, variables } })
    },
    closed: closed.promise,
    cut() {
      cut = true
      socket.terminate()
    },
    stopReading: () => socket.pause(),
  }
}

function handOver(message: Extract<Message, { id: string }>, sinks: Map<string, Sink>): void {
  const sink = sinks.get(message.id)
  if (!sink) return
  if (message.type === 'next') return sink.next(message.payload)
  sinks.delete(message.id)
  if (message.type === 'complete') sink.complete()
  else sink.failed(message.payload)
}
