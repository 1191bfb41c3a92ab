// The Yoga plugin that reads request bodies within limits: files as streams, everything else at most 1 MB.
import type { Plugin } from 'graphql-yoga'

import { UserError } from '../../core/errors.ts'
import { isSameOrigin } from '../same-origin.ts'
import { parseMultipart } from './parse-multipart.ts'
import type { Upload, UploadLimits } from './read-parts.ts'

const MAX_BODY_BYTES = 1_000_000

/** What a web page may send to another origin without that origin being asked first (CORS preflight). */
const FORM_TYPES = ['multipart/form-data', 'application/x-www-form-urlencoded', 'text/plain']

/** Headers that a web page of another origin cannot send without that question. */
const PREFLIGHT_HEADERS = [
  'graphql-require-preflight',
  'apollo-require-preflight',
  'x-graphql-yoga-csrf',
  'x-requested-with',
]

export function useStreamedUploads(limits: UploadLimits): Plugin {
  const uploadsOf = new WeakMap<Request, Upload[]>()
  return {
    onRequestParse({ request, requestParser: parse, setRequestParser, fetchAPI }) {
      if (request.method === 'POST') refuseForeignForms(request)
      if (request.method === 'POST' && mediaTypeOf(request) === 'multipart/form-data') {
        const uploads: Upload[] = []
        uploadsOf.set(request, uploads)
        setRequestParser((original) => parseMultipart(original, limits, uploads))
      } else if (parse) {
        setRequestParser(async (original) =>
          refuseBadJson(async () => parse(await readWithin(original, MAX_BODY_BYTES, fetchAPI.Request))),
        )
      } else if (request.method === 'POST') {
        throw new UserError(
          'UNSUPPORTED_MEDIA_TYPE',
          'Send the query as JSON (content-type: application/json), with files as multipart/form-data.',
        )
      }
    },
    async onResponse({ request }) {
      for (const upload of uploadsOf.get(request) ?? []) if (!(upload instanceof UserError)) await upload.discard()
    },
  }
}

/** Media types are written in any case. */
function mediaTypeOf(request: Request): string {
  const [type = ''] = (request.headers.get('content-type') ?? '').split(';')
  return type.trim().toLowerCase()
}

function refuseForeignForms(request: Request): void {
  if (!FORM_TYPES.includes(mediaTypeOf(request))) return
  if (isSameOrigin(request.headers.get('origin'), request.headers.get('host'))) return
  if (PREFLIGHT_HEADERS.some((name) => request.headers.has(name))) return
  throw new UserError('FORBIDDEN', `A form from another origin needs the header ${PREFLIGHT_HEADERS[0]}.`)
}

/** Yoga reads variables in an address or a form without expecting that they are no JSON. */
async function refuseBadJson<Result>(parsing: () => Promise<Result>): Promise<Result> {
  try {
    return await parsing()
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new UserError('BAD_USER_INPUT', `The request has variables or extensions that are no JSON: ${error.message}`)
  }
}

async function readWithin(request: Request, maxBytes: number, RequestClass: typeof Request): Promise<Request> {
  if (!request.body) return request
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += piece.length
    // Read to its end all the same: an unread request is cut off, and the client hears nothing.
    if (size <= maxBytes) pieces.push(piece)
  }
  if (size > maxBytes)
    throw new UserError('PAYLOAD_TOO_LARGE', 'The request is larger than 1 MB. Send files as multipart uploads.')
  const { url, method, headers, signal } = request
  return new RequestClass(url, { method, headers, signal, body: Buffer.concat(pieces) })
}
