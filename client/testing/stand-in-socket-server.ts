// The server half of the graphql-ws protocol, for tests that need connections to fail in certain ways.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

import { WebSocketServer, type WebSocket } from 'ws'

/** One subscription that a client has made. */
export type Subscriber = {
  variables: Record<string, unknown>
  next(payload: object): void
  complete(): void
  /** The connection is gone, without a word. */
  drop(): void
  /** The connection is closed with a code. */
  closeSocket(code: number): void
}

export type StandInSocketServer = {
  /** Of the endpoint, as for queries: http. */
  address: string
  /** The next subscription that nobody has taken yet. */
  nextSubscriber(): Promise<Subscriber>
  close(): Promise<void>
}

export async function startStandInSocketServer(): Promise<StandInSocketServer> {
  const arrived: Subscriber[] = []
  const waiting: ((subscriber: Subscriber) => void)[] = []
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  server.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      const { type, id, payload } = JSON.parse(data.toString()) as Message
      if (type === 'connection_init') socket.send(JSON.stringify({ type: 'connection_ack' }))
      if (type !== 'subscribe') return
      const subscriber = subscriberOf(socket, id, payload.variables)
      const take = waiting.shift()
      if (take) take(subscriber)
      else arrived.push(subscriber)
    })
  })
  await once(server, 'listening')
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    nextSubscriber() {
      const subscriber = arrived.shift()
      return subscriber ? Promise.resolve(subscriber) : new Promise((resolve) => waiting.push(resolve))
    },
    async close() {
      for (const socket of server.clients) socket.terminate()
      server.close()
      await once(server, 'close')
    },
  }
}

type Message = { type: string; id: string; payload: { variables: Record<string, unknown> } }

function subscriberOf(socket: WebSocket, id: string, variables: Record<string, unknown>): Subscriber {
  return {
    variables,
    next: (payload) => socket.send(JSON.stringify({ type: 'next', id, payload })),
    complete: () => socket.send(JSON.stringify({ type: 'complete', id })),
    drop: () => socket.terminate(),
    closeSocket: (code) => socket.close(code),
  }
}
