// What whoever asked may read of a provider's fault.
import { ProviderError } from '../../core/embedder.ts'
import { PermanentError, UserError } from '../../core/errors.ts'
import { ProviderWait } from '../../core/governor.ts'

/** A UserError for what a provider did; everything else as it is, to be masked. */
export function tellFault(error: unknown): unknown {
  if (error instanceof ProviderWait)
    return new UserError('RATE_LIMITED', `${error.message}. Ask again then.`, { cause: error })
  if (isTimeout(error)) {
    return new UserError('INTERNAL_SERVER_ERROR', 'The provider could not be asked in time. Ask again in a while.', {
      cause: error,
    })
  }
  if (error instanceof ProviderError) {
    return new UserError('INTERNAL_SERVER_ERROR', `${error.message}. Ask again in a while.`, { cause: error })
  }
  if (error instanceof PermanentError) return new UserError('INTERNAL_SERVER_ERROR', error.message, { cause: error })
  return error
}

/** Of a signal that ended the wait for a provider's turn. */
export const isTimeout = (error: unknown): boolean => error instanceof DOMException && error.name === 'TimeoutError'
