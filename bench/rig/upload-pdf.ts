// Uploads a PDF as a GraphQL multipart request that is put together before the clock starts.
import { randomUUID } from 'node:crypto'

import type { HttpClient } from './http-client.ts'

export type Acknowledged = {
  documentId: string
  /** From the first byte sent to the answer. */
  ms: number
  /** When the answer had come, in milliseconds since 1970, with fractions. */
  at: number
}

const QUERY = `mutation ($file: File!, $options: ProcessingOptions) {
  uploadDocument(file: $file, options: $options) { duplicate document { id } }
}`

export async function uploadPdf(
  client: HttpClient,
  bytes: Uint8Array,
  name: string,
  options?: object,
): Promise<Acknowledged> {
  const boundary = `bench-${randomUUID()}`
  const body = multipart(boundary, bytes, name, options)
  const { ms, answer } = await client.post(body, `multipart/form-data; boundary=${boundary}`)
  const at = performance.timeOrigin + performance.now()
  const { data } = JSON.parse(answer) as { data?: { uploadDocument: { duplicate: boolean; document: { id: string } } } }
  if (!data || data.uploadDocument.duplicate) throw new Error(`${name} was not taken as a new document: ${answer}`)
  return { documentId: data.uploadDocument.document.id, ms, at }
}

function multipart(boundary: string, bytes: Uint8Array, name: string, options?: object): Buffer {
  const field = (field: string, value: object) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${field}"\r\n\r\n${JSON.stringify(value)}\r\n`
  const file = `content-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/pdf`
  return Buffer.concat([
    Buffer.from(field('operations', { query: QUERY, variables: { file: null, options } })),
    Buffer.from(field('map', { file: ['variables.file'] })),
    Buffer.from(`--${boundary}\r\n${file}\r\n\r\n`),
    bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
}
