// The subscribers of a measurement, in a process of their own.
import { fileURLToPath } from 'node:url'

import { startHelper } from '../rig/helper-process.ts'
import type { Arrivals, SubscriberRequest } from './subscriber-process.ts'

/** What the api allows one user. */
const MOST_SOCKETS = 20
const FILE = fileURLToPath(new URL('subscriber-process.ts', import.meta.url))

export interface Subscribers extends AsyncDisposable {
  /** Resolves once each has been told the latest event of its document. */
  subscribe(address: string, documentIds: string[], subscriptions: number): Promise<void>
  /** When each message came, once every subscriber has had the event `last`. */
  arrivals(last: number): Promise<Arrivals>
  /** Ends all subscriptions; gives how many messages came. */
  leave(): Promise<number>
}

export function startSubscribers(): Subscribers {
  const helper = startHelper<SubscriberRequest>(FILE)
  return {
    async subscribe(address, documentIds, subscriptions) {
      const sockets = Math.min(MOST_SOCKETS, subscriptions)
      await helper.ask({ ask: 'subscribe', address, documentIds, subscriptions, sockets })
    },
    arrivals: (last) => helper.ask({ ask: 'arrivals', last }) as Promise<Arrivals>,
    leave: () => helper.ask({ ask: 'leave' }) as Promise<number>,
    [Symbol.asyncDispose]: () => helper[Symbol.asyncDispose](),
  }
}

/** From each event's commit to its arrival, for all messages whose event is among those committed. */
export function latencies({ sequences, at }: Arrivals, committedAt: ReadonlyMap<number, number>): number[] {
  return sequences.flatMap((sequence, index) => {
    const committed = committedAt.get(sequence)
    return committed === undefined ? [] : [at[index]! - committed]
  })
}
