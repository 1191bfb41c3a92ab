import { CombinedError } from 'urql'

/** What to show of an error: the service's own words where it gave some. */
export function describeError(error: Error): string {
  if (!(error instanceof CombinedError)) return error.message
  const { graphQLErrors, response } = error
  if (graphQLErrors.length > 0) return graphQLErrors.map(({ message }) => message).join(' ')
  const { status } = (response ?? {}) as Partial<Response>
  if (status) return `The service answered with HTTP status ${status} and no explanation.`
  return 'The service cannot be reached. Check that it is running and that you are online.'
}

/** Whether the same request could succeed later. */
export function isUnreachable(error: Error): boolean {
  return error instanceof CombinedError && error.networkError !== undefined
}
