// The HTTP server: GraphQL over HTTP, SSE and WebSocket, the originals, the page, health and metrics.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import type { Config } from '../core/config.ts'
import type { Services } from '../core/services.ts'
import { acceptSockets } from './accept-sockets.ts'
import { createYoga } from './create-yoga.ts'
import { createLiveConnections } from './live-connections.ts'
import { openModels } from './open-models.ts'
import { keepTellingPositions } from './progress/keep-telling-positions.ts'
import { openProgressFeeds } from './progress/progress-feeds.ts'
import { sendMetrics } from './routes/metrics.ts'
import { sendOriginal } from './routes/original.ts'
import { sendPage } from './routes/page.ts'
import { sendHealth, sendReadiness } from './routes/health.ts'
import { isLoopbackHost } from './same-origin.ts'

export interface Api {
  /** Where it listens, such as http://127.0.0.1:4000. */
  readonly address: string
  /** Ends subscriptions and open connections, then the server. */
  close(): Promise<void>
}

/** Throws AddressError where the port cannot be had. */
export async function startApi(
  services: Services,
  config: Pick<Config, 'host' | 'port' | 'maxUploadBytes' | 'liveLimits' | 'answers' | 'rerank'>,
): Promise<Api> {
  const models = await openModels(services, config)
  const feeds = await openProgressFeeds(services)
  const connections = createLiveConnections(config.liveLimits.socketsPerUser)
  const stopTelling = keepTellingPositions(services, feeds.documents)
  const yoga = createYoga(services, feeds, models, connections, config)
  const routes: Record<string, (request: IncomingMessage, response: ServerResponse) => unknown> = {
    '/graphql': yoga,
    '/files': (request, response) => sendOriginal(services, request, response),
    '/metrics': (_request, response) => sendMetrics(feeds, connections, response),
    '/healthz': (_request, response) => sendHealth(response),
    '/readyz': (_request, response) => sendReadiness(services.database, response),
  }
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = URL.parse(request.url ?? '/', 'http://localhost')?.pathname
    if (path === undefined) return refuse(response, 400, 'The address is not valid.')
    if (!isLoopbackHost(request.headers.host)) {
      return refuse(response, 421, 'Without authentication, only addresses of this machine are served: use localhost.')
    }
    const [, first = ''] = path.split('/')
    await (routes[`/${first}`] ?? sendPage)(request, response)
  }
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      services.log.error({ err: error, url: request.url }, 'a request failed')
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  const closeSockets = acceptSockets(server, yoga, connections, config.liveLimits, services.log)
  await listen(server, config)
  return {
    address: addressOf(server, config.host),
    async close() {
      await closeSockets()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      await stopTelling()
      await feeds.listener.close()
    },
  }
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(`${reason}\n`)
}

function listen(server: Server, { host, port }: Pick<Config, 'host' | 'port'>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new AddressError(host, port, error)))
    server.listen(port, host, resolve)
  })
}

/** The api cannot listen where it should. */
class AddressError extends Error {
  override readonly name = 'AddressError'
  constructor(host: string, port: number, cause: NodeJS.ErrnoException) {
    const taken = cause.code === 'EADDRINUSE'
    const problem = taken
      ? 'is in use by another process. Stop that one, or set PORT to another'
      : `cannot be used (${cause.code}). Set HOST and PORT to others`
    super(`Port ${port} on ${host} ${problem}.`, { cause })
  }
}

function addressOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo
  return `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`
}
