// Notices a connection that the network lost without a word: nothing else ever says so, and whoever waits for its answer
// waits for ever.
import { connect, Socket } from 'node:net'

/**
 * How long nothing may come and go before a connection counts as lost. Also the longest that a statement may take: ours
 * write 500 passages, or wait for a document that another one stores.
 */
const SILENT_AFTER_MS = 60_000

/** How often a connection that only listens must be sent something, so that it is never silent while it lives. */
export const PULSE_EVERY_MS = 15_000

/** For node-postgres, which connects it itself. */
export function createSocket(): Socket {
  return endWhenSilent(new Socket())
}

/** As postgres.js hands it over; `path` is a Unix socket's. */
type Address = { host: string[]; port: number[]; path: string | false }

/** For postgres.js: already connecting. It reads the host from the socket, to check the server's certificate. */
export function connectSocket({ host: [host], port: [port], path }: Address): Socket & { host: string | undefined } {
  const socket = path ? connect(path) : connect(port!, host)
  return Object.assign(endWhenSilent(socket), { host })
}

function endWhenSilent(socket: Socket): Socket {
  return socket.setTimeout(SILENT_AFTER_MS, () => {
    socket.destroy(new Error(`the database has not answered for ${SILENT_AFTER_MS / 1_000} s`))
  })
}
