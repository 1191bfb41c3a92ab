// The Yoga plugin that reads request bodies within limits: files as streams, everything else at most 1 MB.
import type { Plugin } from 'graphql-yoga'

import { UserError } from '../../core/errors.ts'
import { parseMultipart, type Upload, type UploadLimits } from './parse-multipart.ts'

const MAX_BODY_BYTES = 1_000_000

/** Headers that a web page of another origin cannot send without being asked first (CORS preflight). */
const PREFLIGHT_HEADERS = [
  'graphql-require-preflight',
  'apollo-require-preflight',
  'x-graphql-yoga-csrf',
  'x-requested-with',
]

export function useStreamedUploads(limits: UploadLimits): Plugin {
  const uploadsOf = new WeakMap<Request, Upload[]>()
  return {
    onRequestParse({ request, requestParser, setRequestParser, fetchAPI }) {
      if (request.method !== 'POST') return
      if (!isMultipart(request)) {
        const parse = requestParser
        if (parse)
          setRequestParser(async (original) => parse(await readWithin(original, MAX_BODY_BYTES, fetchAPI.Request)))
        return
      }
      refuseOtherOrigins(request)
      const uploads: Upload[] = []
      uploadsOf.set(request, uploads)
      setRequestParser((original) => parseMultipart(original, limits, uploads))
    },
    async onResponse({ request }) {
      for (const upload of uploadsOf.get(request) ?? []) if (!(upload instanceof UserError)) await upload.discard()
    },
  }
}

function isMultipart(request: Request): boolean {
  return request.headers.get('content-type')?.startsWith('multipart/form-data') ?? false
}

// A browser sends a form to any site without asking that site first, but always says where the form comes from.
function refuseOtherOrigins(request: Request): void {
  const origin = request.headers.get('origin')
  if (!origin || new URL(origin).host === request.headers.get('host')) return
  if (PREFLIGHT_HEADERS.some((name) => request.headers.has(name))) return
  throw new UserError('FORBIDDEN', `A multipart request from another origin needs the header ${PREFLIGHT_HEADERS[0]}.`)
}

async function readWithin(request: Request, maxBytes: number, RequestClass: typeof Request): Promise<Request> {
  if (!request.body) return request
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += piece.length
    if (size > maxBytes)
      throw new UserError('PAYLOAD_TOO_LARGE', 'The request is larger than 1 MB. Send files as multipart uploads.')
    pieces.push(piece)
  }
  const { url, method, headers, signal } = request
  return new RequestClass(url, { method, headers, signal, body: Buffer.concat(pieces) })
}
