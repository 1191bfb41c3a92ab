// The two errors with a meaning of their own. Everything else that is thrown is a bug or a fault: masked in the
// api, retried in the worker.

/**
 * The codes a client can meet in `extensions.code`. INTERNAL_SERVER_ERROR is what the mask shows of everything else; it is
 * thrown only where a fault that is not ours, a provider's, can be told.
 */
export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'PAYLOAD_TOO_LARGE'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'QUERY_TOO_COMPLEX'
  | 'INTERNAL_SERVER_ERROR'

/** The client may read this error: the message says what is wrong and what to do. */
export class UserError extends Error {
  override readonly name = 'UserError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** This document can never be processed as it is: do not retry. The message is shown as the document's error. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError'
}
