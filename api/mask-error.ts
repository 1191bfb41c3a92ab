// What a client sees of an error: those meant for it as they are, all others only as "unexpected", with a number that
// the log has too.
import { randomUUID } from 'node:crypto'

import { PothosValidationError } from '@pothos/core'
import { GraphQLError } from 'graphql'

import { UserError } from '../core/errors.ts'
import type { Log } from '../core/log.ts'

export function maskError(error: unknown, message: string, log: Log): GraphQLError {
  const cause = originalOf(error)
  const place =
    error instanceof GraphQLError
      ? { nodes: error.nodes, source: error.source, positions: error.positions, path: error.path }
      : {}
  if (cause instanceof UserError) {
    const { code } = cause
    // A provider's fault, which can be told: whoever looks for it finds it in the log too.
    const requestId = code === 'INTERNAL_SERVER_ERROR' ? randomUUID() : undefined
    if (requestId) log.warn({ err: cause.cause, requestId }, 'a provider failed')
    return new GraphQLError(cause.message, { ...place, extensions: { code, ...(requestId && { requestId }) } })
  }
  // The one error that Pothos throws about arguments: the paging of a connection.
  if (cause instanceof PothosValidationError)
    return new GraphQLError(cause.message, { ...place, extensions: { code: 'BAD_USER_INPUT' } })
  if (error instanceof GraphQLError && isAboutRequest(error, cause)) return withCode(error)
  const requestId = randomUUID()
  log.error({ err: cause, requestId }, 'an unexpected error')
  return new GraphQLError(`${message} Report it with the number ${requestId}.`, {
    ...place,
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
  })
}

/** The error that was thrown, where GraphQL wrapped it, once or more. */
function originalOf(error: unknown): unknown {
  let current = error
  while (current instanceof GraphQLError && current.originalError) current = current.originalError
  return current
}

/**
 * An error that GraphQL throws itself is about the request, which does not parse, does not fit the schema or is too
 * large. But for one: a value of ours that is not of the type we gave it. That one knows no place in the query.
 */
function isAboutRequest(error: GraphQLError, cause: unknown): boolean {
  return cause instanceof GraphQLError && (error.path === undefined || cause.nodes !== undefined)
}

function withCode(error: GraphQLError): GraphQLError {
  const { nodes, source, positions, path, extensions, message } = error
  const { code, http } = extensions as { code?: string; http?: { status?: number } }
  return new GraphQLError(message, {
    nodes,
    source,
    positions,
    path,
    extensions: { ...(http && { http }), code: contractCode(code, http?.status) },
  })
}

function contractCode(code: string | undefined, status: number | undefined): string {
  if (code === 'QUERY_TOO_COMPLEX' || code === 'FORBIDDEN' || code === 'RATE_LIMITED') return code
  if (status === 413) return 'PAYLOAD_TOO_LARGE'
  return 'BAD_USER_INPUT'
}
