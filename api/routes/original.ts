// The original of a document: GET /files/DOCUMENT_ID, streamed part by part.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'

import { readFileParts } from '../../core/file-store.ts'
import type { Services } from '../../core/services.ts'
import { LOCAL_OWNER } from '../context.ts'
import { isId } from '../identifier.ts'

/** What a browser shows without running anything of it; all else it saves, HTML above all. */
const SHOWN = /^(?:application\/pdf|text\/plain|image\/(?:png|jpeg|webp))$/

const PATH = /^\/files\/([^/]+)$/

export async function sendOriginal(
  { database }: Services,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, id] = PATH.exec(new URL(request.url ?? '', 'http://localhost').pathname) ?? []
  const document =
    id && isId(id) ? await database.prisma.document.findUnique({ where: { id, ownerId: LOCAL_OWNER } }) : null
  if (!document) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such document.\n')
    return
  }
  response.writeHead(200, {
    'content-type': document.mediaType,
    'content-length': Number(document.byteSize),
    'content-disposition': `${SHOWN.test(document.mediaType) ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeName(document.filename)}`,
    // A file is somebody's content: the browser must not take it for a page of this service.
    'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'; object-src 'self'",
    'x-content-type-options': 'nosniff',
  })
  if (request.method === 'HEAD') response.end()
  else await pipeline(readFileParts(database, { id: document.fileId, ownerId: LOCAL_OWNER }), response)
}

/** As RFC 5987 wants it. */
function encodeName(filename: string): string {
  return encodeURIComponent(filename).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
}
