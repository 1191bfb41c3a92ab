// Subscribers of documents whose connections are cut at random about every second, as a bad network does. Each comes
// back to any address of the service, with the last sequence that it has seen.
import { setTimeout as wait } from 'node:timers/promises'

import { openGraphqlSocket, type GraphqlSocket, type Sink } from './graphql-socket.ts'
import { createRandom, type Random } from './random.ts'
import { DOCUMENT_PROGRESS } from './subscriptions.ts'

const CUT_AFTER_MS = { least: 500, most: 1_500 }
/** Before a refused or failed connection is tried again. */
const BACK_OFF_MS = 100

export type CutWatchers = {
  /** The sequences that each document's subscriber was told, in the order in which they came. */
  readonly told: ReadonlyMap<string, readonly number[]>
  readonly cuts: number
  /** Resolves once so many subscriptions are complete. */
  completed(count: number): Promise<void>
  /** Resolves once all are; rejects where the watching itself broke. */
  done: Promise<void>
}

type Watching = {
  documentIds: readonly string[]
  /** Where the service is now: it may move. */
  addresses: readonly string[]
  perSocket: number
  seed: number
}

type Subscriber = { documentId: string; sequences: number[]; complete: boolean }

/** One subscriber for each document, from its first event. */
export function watchThroughCuts({ documentIds, addresses, perSocket, seed }: Watching): CutWatchers {
  const subscribers = documentIds.map((documentId): Subscriber => ({ documentId, sequences: [], complete: false }))
  const waiting = new Set<() => void>()
  let completed = 0
  let cuts = 0
  const onComplete = () => {
    completed++
    for (const check of waiting) check()
  }
  const keepWatching = async (group: Subscriber[], random: Random) => {
    for (;;) {
      const left = group.filter(({ complete }) => !complete)
      if (left.length === 0) return
      const end = await watchUntilCut(random.pick(addresses), left, random, onComplete)
      if (end === 'cut') cuts++
      if (end === 'failed') await wait(BACK_OFF_MS)
    }
  }
  const groups = Array.from({ length: Math.ceil(subscribers.length / perSocket) }, (_, index) =>
    subscribers.slice(index * perSocket, (index + 1) * perSocket),
  )
  return {
    told: new Map(subscribers.map(({ documentId, sequences }) => [documentId, sequences])),
    get cuts() {
      return cuts
    },
    completed: (count) =>
      new Promise((resolve) => {
        const check = () => completed >= count && resolve()
        waiting.add(check)
        check()
      }),
    done: Promise.all(groups.map((group, index) => keepWatching(group, createRandom(seed + index)))).then(() => {}),
  }
}

/** One connection, from its beginning to its end. */
async function watchUntilCut(
  address: string,
  subscribers: Subscriber[],
  random: Random,
  onComplete: () => void,
): Promise<'complete' | 'cut' | 'failed'> {
  const cutAfter = CUT_AFTER_MS.least + random.below(CUT_AFTER_MS.most - CUT_AFTER_MS.least)
  const socket = await openGraphqlSocket(address).catch(() => null)
  if (!socket) return 'failed'
  const timer = new AbortController()
  const end = await Promise.race([
    Promise.all(subscribers.map((subscriber) => subscribe(socket, subscriber, onComplete))).then(
      () => 'complete' as const,
      () => 'failed' as const,
    ),
    socket.closed.then(() => 'failed' as const),
    wait(cutAfter, 'cut' as const, { signal: timer.signal }).catch(() => 'cut' as const),
  ])
  timer.abort()
  socket.cut()
  return end
}

/** Resolves when it is complete, rejects where it is refused or fails: its end is then not that of the document. */
function subscribe(socket: GraphqlSocket, subscriber: Subscriber, onComplete: () => void): Promise<void> {
  const { documentId: id, sequences } = subscriber
  return new Promise((resolve, reject) => {
    let broken = false
    const failed = (errors: unknown) => {
      broken = true
      reject(new Error(`the subscription failed: ${JSON.stringify(errors)}`))
    }
    const sink: Sink = {
      next({ data, errors }) {
        if (errors) failed(errors)
        else sequences.push(data.documentProgress.sequence)
      },
      complete() {
        if (broken) return
        subscriber.complete = true
        onComplete()
        resolve()
      },
      failed,
    }
    socket.subscribe(DOCUMENT_PROGRESS, { id, after: sequences.at(-1) ?? 0 }, sink)
  })
}
