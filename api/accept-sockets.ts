// GraphQL over WebSocket (graphql-ws), on the same schema and with the same masking as over HTTP.
import type { IncomingMessage, Server } from 'node:http'

import { GraphQLError } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer, type WebSocket } from 'ws'

import type { LiveLimits } from '../core/config.ts'
import type { Log } from '../core/log.ts'
import { LOCAL_OWNER } from './context.ts'
import type { Yoga } from './create-yoga.ts'
import { holdBack } from './hold-back.ts'
import { socketLimitedTo } from './limited-socket.ts'
import type { LiveConnections } from './live-connections.ts'
import { prepareOperation, type PreparedOperation } from './prepare-operation.ts'
import { isLoopbackHost, isSameOrigin } from './same-origin.ts'

/** The code that graphql-ws closes with where there is too much of something. */
const TOO_MANY = 4429
/** What clients get to answer that they close too, when the server does. */
const CLOSE_WITHIN_MS = 2_000

/** Gives the function that ends all sockets. */
export function acceptSockets(
  server: Server,
  yoga: Yoga,
  connections: LiveConnections,
  limits: LiveLimits,
  log: Log,
): () => Promise<void> {
  const sockets = new WebSocketServer({
    noServer: true,
    path: yoga.graphqlEndpoint,
    maxPayload: limits.messageBytes,
    WebSocket: socketLimitedTo(limits),
    // A page of another origin could otherwise open a socket here and read all answers.
    verifyClient: ({ req }: { req: IncomingMessage }) =>
      isLoopbackHost(req.headers.host) && isSameOrigin(req.headers.origin, req.headers.host),
  })
  const served = useServer(
    {
      execute: (args) => (args as PreparedOperation).rootValue.execute(args),
      subscribe: (args) => (args as PreparedOperation).rootValue.subscribe(args),
      connectionInitWaitTimeout: limits.connectionInitTimeoutMs,
      onSubscribe({ subscriptions, extra }, _id, params) {
        // This one is among them already.
        if (Object.keys(subscriptions).length > limits.subscriptionsPerSocket) return [tooManySubscriptions(limits)]
        return prepareOperation(yoga, extra, params, log)
      },
    },
    sockets,
    limits.pingMs,
  )
  const admit = (socket: WebSocket, request: IncomingMessage) => {
    // graphql-ws would print them: what a client does wrong is for our log. ws closes the socket by itself.
    const onError = (error: Error) => log.debug({ err: error }, 'a WebSocket was closed because of its client')
    const leave = connections.enter(LOCAL_OWNER, () => socket.bufferedAmount)
    if (leave) {
      socket.once('close', leave)
      holdBack(socket, request.socket)
      sockets.emit('connection', socket, request)
    } else {
      socket.close(TOO_MANY, tooManySockets(limits))
    }
    socket.removeAllListeners('error').on('error', onError)
  }
  server.on('upgrade', (request, connection, head) => sockets.handleUpgrade(request, connection, head, admit))
  return async () => {
    const timer = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate()
    }, CLOSE_WITHIN_MS)
    await served.dispose()
    clearTimeout(timer)
  }
}

function tooManySockets({ socketsPerUser }: LiveLimits): string {
  return `RATE_LIMITED: ${socketsPerUser} live connections are the most. Close another one first.`
}

function tooManySubscriptions({ subscriptionsPerSocket }: LiveLimits): GraphQLError {
  const message = `This WebSocket has ${subscriptionsPerSocket} subscriptions already, the most at once. End one, or open another WebSocket.`
  return new GraphQLError(message, { extensions: { code: 'RATE_LIMITED' } })
}
