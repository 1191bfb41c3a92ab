// What Cohere's SDK throws for a refused request, in the project's own errors: for all who call it.
import { CohereError } from 'cohere-ai'
import { refusalError } from './provider-call.ts'

/** Throws a PermanentError or a ProviderError for an answer with a status, everything else as it is. */
export function throwRefusal(error: unknown): never {
  if (!(error instanceof CohereError) || error.statusCode === undefined) throw error
  throw refusalError('Cohere', {
    status: error.statusCode,
    retryAfter: error.rawResponse?.headers.get('retry-after') ?? null,
    detail: detailOf(error.body),
  })
}

function detailOf(body: unknown): string {
  const message = (body as { message?: unknown } | null | undefined)?.message
  return typeof message === 'string' ? message : 'it gave no reason'
}
