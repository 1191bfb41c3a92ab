// The one WebSocket that carries all subscriptions of the page. graphql-ws would reconnect and subscribe again by
// itself, but with the variables of the first time: an old cursor. So it is told not to; whoever keeps a subscription
// asks here when to try again (see keep-subscribed.ts).
import { createClient, type Client as SocketClient } from 'graphql-ws'

export interface LiveConnection {
  readonly connected: boolean
  /** Called at each change of `connected`; gives the function that stops it. */
  onChange(listener: () => void): () => void
  /**
   * Resolves when it is time for the next attempt: longer after each failure, at once when the browser comes online.
   * All who wait are told at the same time and so share one attempt.
   */
  nextAttempt(): Promise<void>
  readonly socketClient: SocketClient
}

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 10_000
/** A connection that died without a word is noticed after this silence and this wait for an answer. */
const PING_AFTER_MS = 10_000
const PONG_WITHIN_MS = 5_000

export function createLiveConnection(url: string): LiveConnection {
  const listeners = new Set<() => void>()
  let connected = false
  let failures = 0
  let waiting: { promise: Promise<void>; end: () => void } | null = null
  let pongDue: ReturnType<typeof setTimeout> | undefined

  const setConnected = (now: boolean) => {
    clearTimeout(pongDue)
    if (now) failures = 0
    if (connected === now) return
    connected = now
    for (const listener of listeners) listener()
  }
  const socketClient = createClient({
    url,
    retryAttempts: 0,
    keepAlive: PING_AFTER_MS,
    connectionAckWaitTimeout: PONG_WITHIN_MS,
    lazyCloseTimeout: 1_000,
    on: {
      connected: () => setConnected(true),
      closed: () => setConnected(false),
      ping(received) {
        if (!received) pongDue = setTimeout(() => socketClient.terminate(), PONG_WITHIN_MS)
      },
      pong(received) {
        if (received) clearTimeout(pongDue)
      },
    },
  })
  // Browsers know some drops before the socket does; elsewhere there are no such events.
  globalThis.addEventListener?.('offline', () => socketClient.terminate())
  globalThis.addEventListener?.('online', () => waiting?.end())

  return {
    get connected() {
      return connected
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    nextAttempt() {
      waiting ??= wait(waitBefore(failures++), () => (waiting = null))
      return waiting.promise
    },
    socketClient,
  }
}

/** Twice as long after each failure, and not the same for every browser that lost the service at the same moment. */
function waitBefore(failures: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures) * (0.5 + Math.random() / 2)
}

function wait(milliseconds: number, onEnd: () => void): { promise: Promise<void>; end: () => void } {
  let end = () => {}
  const promise = new Promise<void>((resolve) => {
    const timer = setTimeout(() => end(), milliseconds)
    end = () => {
      clearTimeout(timer)
      onEnd()
      resolve()
    }
  })
  return { promise, end }
}
