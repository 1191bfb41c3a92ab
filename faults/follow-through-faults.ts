// Follows documents as clients do while what serves them is disturbed: where a subscription ends early, because the
// connection it reads by was lost, say, it is asked for again from the last sequence seen.
import { setTimeout as wait } from 'node:timers/promises'

import { subscribeSse } from '../testing/graphql.ts'
import { PROGRESS, type SeenEvent } from '../testing/follow.ts'

const ASK_AGAIN_MS = 100

/** Every event, once the document is final. `signal` ends the asking. */
export function followThroughFaults(address: string, documentId: string, signal: AbortSignal): Promise<SeenEvent[]> {
  return Array.fromAsync(eventsThroughFaults(address, documentId, signal))
}

/** The first event that `isIt` accepts; later ones are left unread. */
export async function waitThroughFaults(
  address: string,
  documentId: string,
  isIt: (event: SeenEvent) => boolean,
): Promise<SeenEvent> {
  for await (const event of eventsThroughFaults(address, documentId)) if (isIt(event)) return event
  throw new Error('the document ended without that event')
}

async function* eventsThroughFaults(address: string, id: string, signal?: AbortSignal): AsyncGenerator<SeenEvent> {
  let after = 0
  for (;;) {
    let failed = false
    for await (const { data, errors } of subscribeSse(address, PROGRESS, { id, after })) {
      if (errors) {
        failed = true
        break
      }
      after = data.documentProgress.sequence
      yield data.documentProgress
    }
    if (!failed) return
    await wait(ASK_AGAIN_MS, null, { signal })
  }
}
