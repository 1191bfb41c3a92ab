// The web client, as Vite has built it into client/dist.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { pipeline } from 'node:stream/promises'

const FOLDER = join(import.meta.dirname, '../../client/dist')

const MEDIA_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

export async function sendPage(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname
  const file = join(FOLDER, normalize(path === '/' ? '/index.html' : path))
  const mediaType = MEDIA_TYPES[extname(file)]
  const found = mediaType && file.startsWith(FOLDER) ? await stat(file).catch(() => null) : null
  if (!found?.isFile()) {
    const missing = path === '/' ? 'The page is not built yet: run `npm run build`.\n' : 'Not found.\n'
    response.writeHead(404, { 'content-type': 'text/plain' }).end(missing)
    return
  }
  response.writeHead(200, {
    'content-type': mediaType,
    'content-length': found.size,
    // Vite names its assets by their content.
    'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  })
  if (request.method === 'HEAD') response.end()
  else await pipeline(createReadStream(file), response)
}
