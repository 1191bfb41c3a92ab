// Reads a GraphQL multipart request (github.com/jaydenseric/graphql-multipart-request-spec) as a stream: Yoga's own
// parser holds every file in memory. Each file becomes an `Upload` at its place in the variables.
import type { GraphQLParams } from 'graphql-yoga'

import { UserError } from '../../core/errors.ts'
import { readParts, type Upload, type UploadLimits } from './read-parts.ts'

/**
 * Takes the request, gives the operation. Every file read is also put into `uploads`, for whoever ends the request to
 * discard. Throws UserError where the request is not of the specification.
 */
export async function parseMultipart(
  request: Request,
  limits: UploadLimits,
  uploads: Upload[],
): Promise<GraphQLParams> {
  const { fields, files } = await readParts(request, limits, uploads)
  const operations = parseField(fields, 'operations') as GraphQLParams
  for (const [name, paths] of Object.entries(parseField(fields, 'map'))) {
    const file = files.get(name)
    if (!file)
      throw new UserError('BAD_USER_INPUT', `The multipart request's map names the part "${name}", which is missing.`)
    if (!isListOfPaths(paths)) {
      throw new UserError(
        'BAD_USER_INPUT',
        `The multipart request's map must name the places of the part "${name}" as a list, such as ["variables.file"].`,
      )
    }
    for (const path of paths) place(operations, path, file)
  }
  return operations
}

function parseField(fields: Map<string, string>, name: 'operations' | 'map'): Record<string, unknown> {
  const text = fields.get(name)
  if (text === undefined) throw new UserError('BAD_USER_INPUT', `The multipart request has no field "${name}".`)
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Said below, as for any other value that is no object.
  }
  throw new UserError('BAD_USER_INPUT', `The multipart field "${name}" must be a JSON object.`)
}

function isListOfPaths(paths: unknown): paths is string[] {
  return Array.isArray(paths) && paths.every((path) => typeof path === 'string')
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
