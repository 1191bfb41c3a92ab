// A subscription that outlives its connection: issued anew after every drop, with the variables of that moment.
import type { AnyVariables, CombinedError, TypedDocumentNode } from '@urql/core'
import { onEnd, pipe, subscribe } from 'wonka'

import type { Service } from './service.ts'

export type SubscriptionState = 'connecting' | 'live' | 'reconnecting' | 'ended'

export type KeptSubscription<Data, Variables extends AnyVariables> = {
  query: TypedDocumentNode<Data, Variables>
  /** Asked before every attempt: here the cursor goes. */
  variables: () => Variables
  onData: (data: Data) => void
  onState?: (state: SubscriptionState) => void
  /** Asked when the service has completed the subscription. False, the default, takes it for a drop. */
  isOver?: () => boolean
  /** The service has refused the subscription for a reason that another attempt does not change. */
  onRefused?: (error: CombinedError) => void
}

/** Gives the function that ends it. `onState` is called at changes only, and never after that. */
export function keepSubscribed<Data, Variables extends AnyVariables>(
  { client, connection }: Service,
  { query, variables, onData, onState, isOver = () => false, onRefused }: KeptSubscription<Data, Variables>,
): () => void {
  let state: SubscriptionState = 'connecting'
  let stop = () => {}
  let stopped = false

  const setState = (next: SubscriptionState) => {
    if (stopped || next === state) return
    state = next
    onState?.(next)
  }
  // The service's own `complete` may have come in the same packet: whoever unsubscribes before it is read has graphql-ws
  // (6.4.2) release its connection twice, and never close it.
  const stopSoon = () => void setTimeout(stop)
  const end = () => {
    setState('ended')
    stopped = true
    unlisten()
    stopSoon()
  }
  const retry = async () => {
    setState('reconnecting')
    // An attempt that failed without ending would be shared with the next one, as urql knows both by their variables.
    stopSoon()
    await connection.nextAttempt()
    if (!stopped) attempt()
  }
  const attempt = () => {
    let over = false
    const closeAttempt = (then: () => unknown) => {
      if (over || stopped) return
      over = true
      then()
    }
    const subscription = pipe(
      client.subscription(query, variables()),
      onEnd(() => closeAttempt(isOver() ? end : retry)),
      subscribe(({ data, error }) => {
        if (over || stopped) return
        if (error && isRefusal(error)) {
          onRefused?.(error)
          closeAttempt(end)
        } else if (error) {
          closeAttempt(retry)
        } else if (data) {
          setState('live')
          onData(data)
        }
      }),
    )
    stop = () => subscription.unsubscribe()
  }
  // Where nothing happens, no data says that the subscription stands again: the connection does.
  const unlisten = connection.onChange(() => {
    if (connection.connected) setState('live')
    else if (state === 'live') setState('reconnecting')
  })
  const finish = () => {
    stopped = true
    unlisten()
    stop()
  }
  attempt()
  if (connection.connected) setState('live')
  return finish
}

/** Faults of the service pass, and so does a lack of room for one more; what it says else of the request stays true. */
const PASSING: ReadonlySet<unknown> = new Set(['INTERNAL_SERVER_ERROR', 'RATE_LIMITED'])

function isRefusal({ networkError, graphQLErrors }: CombinedError): boolean {
  return !networkError && graphQLErrors.every(({ extensions }) => !PASSING.has(extensions['code']))
}
