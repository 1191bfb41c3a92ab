// Talks to a running service as any client would: GraphQL over HTTP, multipart, SSE and WebSocket.
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'

export type GraphqlError = {
  message: string
  path?: (string | number)[]
  extensions: { code: string; requestId?: string }
}
// A test reads whatever its query asked for.
// oxlint-disable-next-line no-explicit-any
export type GraphqlAnswer = { data: any; errors?: GraphqlError[] }

export type UploadFile = { name: string; bytes: Uint8Array }

export async function request(address: string, query: string, variables: object = {}): Promise<GraphqlAnswer> {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  return (await response.json()) as GraphqlAnswer
}

/** The data of an answer that must have no errors. */
// oxlint-disable-next-line no-explicit-any
export async function ask(address: string, query: string, variables: object = {}): Promise<any> {
  return dataOf(await request(address, query, variables))
}

/** The one error of an answer that must have one. */
export async function refusal(
  answer: GraphqlAnswer | Promise<GraphqlAnswer>,
): Promise<{ code: string; message: string }> {
  const { errors } = await answer
  if (errors?.length !== 1) throw new Error(`one error was expected, not ${JSON.stringify(errors)}`)
  return { code: errors[0]!.extensions.code, message: errors[0]!.message }
}

const UPLOAD_FIELDS = 'duplicate document { id filename status } job { id status stage }'

/** Uploads one file; `rest`: collectionId and options. */
export function requestUpload(address: string, file: UploadFile, rest: object = {}): Promise<GraphqlAnswer> {
  const query = `mutation ($file: File!, $collectionId: ID, $options: ProcessingOptions) {
    uploadDocument(file: $file, collectionId: $collectionId, options: $options) { ${UPLOAD_FIELDS} }
  }`
  return requestMultipart(address, query, { file: null, ...rest }, { 'variables.file': file })
}

// oxlint-disable-next-line no-explicit-any
export async function upload(address: string, file: UploadFile, rest: object = {}): Promise<any> {
  return dataOf(await requestUpload(address, file, rest)).uploadDocument
}

// oxlint-disable-next-line no-explicit-any
export async function uploadBatch(address: string, files: UploadFile[], rest: object = {}): Promise<any> {
  const query = `mutation ($files: [File!]!, $collectionId: ID, $options: ProcessingOptions) {
    uploadDocuments(files: $files, collectionId: $collectionId, options: $options) {
      id total completed failed cancelled progress documents { id filename status }
    }
  }`
  const places = Object.fromEntries(files.map((file, index) => [`variables.files.${index}`, file]))
  return dataOf(await requestMultipart(address, query, { files: files.map(() => null), ...rest }, places))
    .uploadDocuments
}

export async function requestMultipart(
  address: string,
  query: string,
  variables: object,
  places: Record<string, UploadFile>,
): Promise<GraphqlAnswer> {
  const form = new FormData()
  const entries = Object.entries(places)
  form.append('operations', JSON.stringify({ query, variables }))
  form.append('map', JSON.stringify(Object.fromEntries(entries.map(([place], index) => [index, [place]]))))
  for (const [index, [, { name, bytes }]] of entries.entries()) {
    form.append(String(index), new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/pdf' }), name)
  }
  const response = await fetch(`${address}/graphql`, { method: 'POST', body: form })
  return (await response.json()) as GraphqlAnswer
}

/** The results of a subscription over SSE, until it completes or the reader stops. */
export async function* subscribeSse(
  address: string,
  query: string,
  variables: object = {},
): AsyncGenerator<GraphqlAnswer> {
  const controller = new AbortController()
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query, variables }),
    signal: controller.signal,
  })
  try {
    let text = ''
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
      const frames = (text + piece).split('\n\n')
      text = frames.pop() ?? ''
      for (const frame of frames) {
        const data = /^data: (.+)$/m.exec(frame)?.[1]
        if (/^event: complete/m.test(frame)) return
        if (data) yield JSON.parse(data) as GraphqlAnswer
      }
    }
  } finally {
    controller.abort()
  }
}

/** The results of a subscription over graphql-ws, until it completes or the reader stops. */
export async function* subscribeWebSocket(
  address: string,
  query: string,
  variables: object = {},
): AsyncGenerator<GraphqlAnswer> {
  const client = createClient({
    url: `${address.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: true,
  })
  try {
    yield* client.iterate({ query, variables: { ...variables } }) as AsyncIterable<GraphqlAnswer>
  } finally {
    await client.dispose()
  }
}

function dataOf({ data, errors }: GraphqlAnswer) {
  if (errors) throw new Error(`the service answered with errors: ${JSON.stringify(errors)}`)
  return data
}
