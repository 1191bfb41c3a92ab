// A client that does not read is not listened to. Events wait for it: graphql-ws takes the next one of a subscription
// when the one before has left the process. But every message and every ping is answered, so a client that goes on
// sending without reading would fill the memory with answers.
import type { Duplex } from 'node:stream'

import type { WebSocket } from 'ws'

/** More than the subscriptions of a socket have on their way at once. */
const MOST_UNSENT_BYTES = 1_048_576

/** `connection`: what the socket runs on. */
export function holdBack(socket: WebSocket, connection: Duplex): void {
  const pause = () => {
    if (socket.isPaused || socket.bufferedAmount <= MOST_UNSENT_BYTES) return
    socket.pause()
    connection.once('drain', () => socket.resume())
  }
  socket.on('message', pause)
  socket.on('ping', pause)
}
