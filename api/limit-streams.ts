// The Yoga plugin that gives each subscription over HTTP a place among its user's live connections: such a subscription
// is a connection of its own. Those over a WebSocket share the place of their socket.
import type { ServerResponse } from 'node:http'

import { GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'

import type { Context } from './context.ts'
import type { LiveConnections } from './live-connections.ts'

export function limitStreams(connections: LiveConnections): Plugin<Context & { res?: ServerResponse }> {
  return {
    onSubscribe({ args: { contextValue }, setResultAndStopExecution }) {
      const { viewer, res: response } = contextValue
      if (!response) return
      const leave = connections.enter(viewer.id, () => response.writableLength)
      if (!leave) setResultAndStopExecution({ errors: [tooMany(connections.mostPerUser)] })
      else if (response.closed) leave()
      else response.once('close', leave)
    },
  }
}

function tooMany(most: number): GraphQLError {
  const message = `You have ${most} live connections already, WebSockets and event streams, which is the most at once. Close one, or send several subscriptions over one WebSocket.`
  return new GraphQLError(message, { extensions: { code: 'RATE_LIMITED', http: { status: 429 } } })
}
