// A WebSocket that says why it closes where a message was too large: ws itself gives the code 1009 and no word.
import { WebSocket } from 'ws'

const MESSAGE_TOO_LARGE = 1009

/** The class of the sockets that a server makes. */
export function socketLimitedTo(messageBytes: number): typeof WebSocket {
  const why = `RATE_LIMITED: a message has at most ${messageBytes} bytes. Send less at once, and files over HTTP.`
  return class extends WebSocket {
    override close(code?: number, reason?: string | Buffer): void {
      super.close(code, reason ?? (code === MESSAGE_TOO_LARGE ? why : undefined))
    }
  }
}
