// What whoever asked may read of a provider's fault.
import { ProviderError } from '../../core/embedder.ts'
import { PermanentError, UserError } from '../../core/errors.ts'
import { ProviderWait } from '../../core/governor.ts'

/** A UserError for what a provider did; everything else as it is, to be masked. */
export function tellFault(error: unknown): unknown {
  if (error instanceof ProviderWait)
    return new UserError('RATE_LIMITED', `${error.message}. Ask again then.`, { cause: error })
  if (error instanceof ProviderError) {
    return new UserError('INTERNAL_SERVER_ERROR', `${error.message}. Ask again in a while.`, { cause: error })
  }
  if (error instanceof PermanentError) return new UserError('INTERNAL_SERVER_ERROR', error.message, { cause: error })
  return error
}
