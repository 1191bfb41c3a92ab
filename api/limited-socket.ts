// A WebSocket that says which limit it closes for: where a message was too large, ws gives the code 1009 and no word;
// where its client was silent, graphql-ws gives 4408 and words of its own.
import { WebSocket } from 'ws'

import type { LiveLimits } from '../core/config.ts'

const MESSAGE_TOO_LARGE = 1009
const INIT_TOO_LATE = 4408

/** The class of the sockets that a server makes. */
export function socketLimitedTo({ messageBytes, connectionInitTimeoutMs }: LiveLimits): typeof WebSocket {
  const reasons: Record<number, string> = {
    [MESSAGE_TOO_LARGE]: `RATE_LIMITED: a message has at most ${messageBytes} bytes. Send less at once, and files over HTTP.`,
    [INIT_TOO_LATE]: `RATE_LIMITED: connection_init is awaited for ${connectionInitTimeoutMs} ms. Connect again and send it first.`,
  }
  return class extends WebSocket {
    override close(code?: number, reason?: string | Buffer): void {
      super.close(code, (code === undefined ? undefined : reasons[code]) ?? reason)
    }
  }
}
