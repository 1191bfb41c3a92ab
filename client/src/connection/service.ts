// How the page reaches the service: queries and uploads over HTTP, subscriptions over one WebSocket.
import { cacheExchange, Client, fetchExchange, subscriptionExchange } from '@urql/core'

import { createLiveConnection, type LiveConnection } from './live-connection.ts'

export type Service = { client: Client; connection: LiveConnection }

/** `address`: of the GraphQL endpoint, such as https://docmill.example/graphql. */
export function connectService(address: string): Service {
  const connection = createLiveConnection(address.replace(/^http/, 'ws'))
  const client = new Client({
    url: address,
    preferGetMethod: false,
    exchanges: [
      cacheExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables }) => ({
          subscribe: (sink) => ({
            unsubscribe: connection.socketClient.subscribe({ query, variables }, sink),
          }),
        }),
      }),
    ],
  })
  return { client, connection }
}
