// Makes of what a client sends over a WebSocket what graphql-ws runs, by Yoga's own parsing, validation and context.
import { GraphQLError, type ExecutionArgs } from 'graphql'
import type { SubscribePayload } from 'graphql-ws'
import type { Extra } from 'graphql-ws/use/ws'

import type { Log } from '../core/log.ts'
import type { Yoga } from './create-yoga.ts'
import { maskError } from './mask-error.ts'

export type PreparedOperation = ExecutionArgs & {
  rootValue: { execute: (args: ExecutionArgs) => never; subscribe: (args: ExecutionArgs) => never }
}

/** Gives the errors where it is not to be run. */
export async function prepareOperation(
  yoga: Yoga,
  { request: req, socket }: Extra,
  params: SubscribePayload,
  log: Log,
): Promise<PreparedOperation | readonly GraphQLError[]> {
  const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({ req, socket, params })
  // Thrown, an error would end the socket with all its other operations.
  const check = <Result>(checking: () => Result): Result | GraphQLError => {
    try {
      return checking()
    } catch (error) {
      return maskError(error, 'Unexpected error.', log)
    }
  }
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
    rootValue: { execute, subscribe } as PreparedOperation['rootValue'],
  }
}
