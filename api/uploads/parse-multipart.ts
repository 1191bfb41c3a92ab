// Reads a GraphQL multipart request (github.com/jaydenseric/graphql-multipart-request-spec) as a stream: Yoga's own
// parser holds every file in memory. Each file becomes an `Upload` at its place in the variables.
import { Readable } from 'node:stream'

import { Busboy } from '@fastify/busboy'
import type { GraphQLParams } from 'graphql-yoga'

import { UserError } from '../../core/errors.ts'
import { spoolFile, type SpooledFile } from './spooled-file.ts'

/** What stands at the place of a file in the variables: the file, or why it was refused. */
export type Upload = SpooledFile | UserError

export type UploadLimits = { fileBytes: number; files: number }

/** The most bytes the query and its variables may have. */
const MAX_FIELD_BYTES = 1_000_000

/**
 * Takes the request, gives the operation. Every file read is also put into `uploads`, for whoever ends the request to
 * discard. Throws UserError BAD_USER_INPUT where the request is not of the specification.
 */
export async function parseMultipart(
  request: Request,
  limits: UploadLimits,
  uploads: Upload[],
): Promise<GraphQLParams> {
  const fields = new Map<string, string>()
  const files = new Map<string, Promise<Upload>>()
  await readParts(request, limits, fields, (name, filename, stream) => {
    files.set(name, keep(spoolFile(filename, stream, limits.fileBytes), uploads))
  })
  const operations = parseField(fields, 'operations') as GraphQLParams
  const map = parseField(fields, 'map') as Record<string, string[]>
  for (const [name, paths] of Object.entries(map)) {
    const file = files.get(name)
    if (!file)
      throw new UserError('BAD_USER_INPUT', `The multipart request's map names the part "${name}", which is missing.`)
    for (const path of paths) place(operations, path, await file)
  }
  return operations
}

async function keep(spooling: Promise<SpooledFile>, uploads: Upload[]): Promise<Upload> {
  const upload = await spooling.catch((error: unknown) => {
    if (error instanceof UserError) return error
    throw error
  })
  uploads.push(upload)
  return upload
}

function readParts(
  request: Request,
  limits: UploadLimits,
  fields: Map<string, string>,
  onFile: (name: string, filename: string, stream: Readable) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (message: string) => reject(new UserError('BAD_USER_INPUT', message))
    if (!request.body) return fail('The multipart request has no body.')
    const parts = new Busboy({
      headers: { 'content-type': request.headers.get('content-type') ?? '' },
      limits: { fieldSize: MAX_FIELD_BYTES, files: limits.files, fields: 10 },
      // A part with a file name is a file, but some clients send the two JSON fields as files.
      isPartAFile: (name, _type, filename) => filename !== undefined && name !== 'operations' && name !== 'map',
    })
    parts.on('field', (name, value) => fields.set(name, value))
    parts.on('file', (name, stream, filename) => onFile(name, filename || 'unnamed', stream))
    parts.on('filesLimit', () =>
      fail(`At most ${limits.files} files can be uploaded at once. Upload the rest separately.`),
    )
    parts.on('error', () => fail('The multipart request is broken or was cut off. Send it again.'))
    parts.on('finish', resolve)
    const body = Readable.from(request.body as unknown as AsyncIterable<Uint8Array>)
    body.on('error', () => fail('The upload was cut off. Send it again.'))
    body.pipe(parts)
  })
}

function parseField(fields: Map<string, string>, name: 'operations' | 'map'): object {
  const text = fields.get(name)
  if (text === undefined) throw new UserError('BAD_USER_INPUT', `The multipart request has no field "${name}".`)
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // Said below, as for any other value that is no object.
  }
  throw new UserError('BAD_USER_INPUT', `The multipart field "${name}" must be a JSON object.`)
}

/** Sets the null at a path like variables.files.0; paths lead through what the operation really has. */
function place(operations: object, path: string, upload: Upload): void {
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  let target: unknown = operations
  for (const key of keys)
    target = Object.hasOwn(Object(target), key) ? (target as Record<string, unknown>)[key] : undefined
  if (typeof target !== 'object' || target === null || !Object.hasOwn(target, last)) {
    throw new UserError(
      'BAD_USER_INPUT',
      `The multipart request's map names "${path}", which the operation does not have.`,
    )
  }
  ;(target as Record<string, unknown>)[last] = upload
}
