// GraphQL over WebSocket (graphql-ws), on the same schema and with the same masking as over HTTP.
import type { IncomingMessage, Server } from 'node:http'

import { GraphQLError, type ExecutionArgs } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'

import type { Log } from '../core/log.ts'
import type { Yoga } from './create-yoga.ts'
import { maskError } from './mask-error.ts'
import { isLoopbackHost, isSameOrigin } from './same-origin.ts'

/** A query with its variables; files do not go over sockets. */
const MAX_MESSAGE_BYTES = 65_536
const KEEP_ALIVE_MS = 12_000

type EnvelopedArgs = ExecutionArgs & {
  rootValue: { execute: (args: ExecutionArgs) => never; subscribe: (args: ExecutionArgs) => never }
}

/** Gives the function that ends all sockets. */
export function acceptSockets(server: Server, yoga: Yoga, log: Log): () => Promise<void> {
  const sockets = new WebSocketServer({
    server,
    path: yoga.graphqlEndpoint,
    maxPayload: MAX_MESSAGE_BYTES,
    // A page of another origin could otherwise open a socket here and read all answers.
    verifyClient: ({ req }: { req: IncomingMessage }) =>
      isLoopbackHost(req.headers.host) && isSameOrigin(req.headers.origin, req.headers.host),
  })
  // Thrown, an error would end the socket with all its other operations.
  const check = <Result>(checking: () => Result): Result | GraphQLError => {
    try {
      return checking()
    } catch (error) {
      return maskError(error, 'Unexpected error.', log)
    }
  }
  const served = useServer(
    {
      execute: (args) => (args as EnvelopedArgs).rootValue.execute(args),
      subscribe: (args) => (args as EnvelopedArgs).rootValue.subscribe(args),
      async onSubscribe(context, _id, params) {
        const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
          req: context.extra.request,
          socket: context.extra.socket,
          params,
        })
        const checked = check(() => {
          const document = parse(params.query)
          return { document, errors: validate(schema, document) }
        })
        if (checked instanceof GraphQLError) return [checked]
        const { document, errors } = checked
        if (errors.length > 0) return errors
        return {
          schema,
          operationName: params.operationName,
          document,
          variableValues: params.variables,
          contextValue: await contextFactory(),
          rootValue: { execute, subscribe },
        }
      },
    },
    sockets,
    KEEP_ALIVE_MS,
  )
  return async () => {
    await served.dispose()
  }
}
