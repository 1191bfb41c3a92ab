// Asks a running service over its public GraphQL API, as any client could: the commands use nothing else of it.

/** Nothing answers, or what answers is no Docmill: asking again later may help. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
}

/** The service said no, in words for a person. */
export class RefusalError extends Error {
  override readonly name = 'RefusalError'
  readonly code: string

  constructor({ message, extensions }: GraphqlError) {
    super(message)
    this.code = extensions?.code ?? 'INTERNAL_SERVER_ERROR'
  }
}

export type GraphqlError = { message: string; extensions?: { code?: string } }
export type GraphqlAnswer<Data> = { data?: Data | null; errors?: GraphqlError[] }

/** Throws ConnectionError or RefusalError. */
export async function ask<Data>(address: string, query: string, variables: object = {}): Promise<Data> {
  return readAnswer(await post(address, JSON.stringify({ query, variables }), 'application/json'))
}

/**
 * Sends a file along, at `variables.file` of the query (github.com/jaydenseric/graphql-multipart-request-spec). A blob
 * of `openAsBlob` is read from the disk while it is sent.
 */
export async function askWithFile<Data>(
  address: string,
  query: string,
  variables: object,
  file: { blob: Blob; name: string },
): Promise<Data> {
  const form = new FormData()
  form.append('operations', JSON.stringify({ query, variables: { ...variables, file: null } }))
  form.append('map', JSON.stringify({ file: ['variables.file'] }))
  form.append('file', file.blob, file.name)
  return readAnswer(await post(address, form, 'application/json'))
}

/** An answer of any kind; throws ConnectionError where there is none. */
export async function post(
  address: string,
  body: string | FormData,
  accept: string,
  signal?: AbortSignal,
): Promise<Response> {
  const headers = { accept, ...(typeof body === 'string' && { 'content-type': 'application/json' }) }
  try {
    return await fetch(new URL('/graphql', address), { method: 'POST', headers, body, signal: signal ?? null })
  } catch (error) {
    throw new ConnectionError(`${address} does not answer (${reason(error)})`, { cause: error })
  }
}

async function readAnswer<Data>(response: Response): Promise<Data> {
  let answer: GraphqlAnswer<Data>
  try {
    answer = (await response.json()) as GraphqlAnswer<Data>
  } catch (error) {
    const told = `${response.url} answered ${response.status} and no GraphQL`
    throw new ConnectionError(`${told}: another program may be listening there`, { cause: error })
  }
  return dataOf(answer)
}

export function dataOf<Data>({ data, errors }: GraphqlAnswer<Data>): Data {
  if (errors?.[0]) throw new RefusalError(errors[0])
  if (!data) throw new ConnectionError('the service answered without data')
  return data
}

/** `fetch failed` says nothing: the reason is in the cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code } = error as NodeJS.ErrnoException
  return error.cause ? reason(error.cause) : (code ?? error.message)
}
