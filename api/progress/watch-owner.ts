// A subscription to all of an owner's documents: what happens once this has given the subscription. A few times a second
// at most it tells of each document that moved the newest event, and every final one: who wants each event of a document
// watches that document.
import { setTimeout as wait } from 'node:timers/promises'

import type { ProgressEvent } from '../../prisma/generated/client/client.ts'
import type { Services } from '../../core/services.ts'
import type { ProgressListener } from './listener.ts'
import { collectMoves } from './collect-moves.ts'
import { newEvents, ownedBy, ownerSequences } from './read-events.ts'
import { stoppable } from './stoppable.ts'

/** When a notification may have been missed, documents that changed within this time are looked at. */
const LOOK_BACK_SECONDS = 60
const LEAST_INTERVAL_MS = 200

export async function watchOwner(
  { database }: Pick<Services, 'database'>,
  listener: ProgressListener,
  ownerId: string,
): Promise<AsyncIterableIterator<ProgressEvent>> {
  const controller = new AbortController()
  const moves = collectMoves(listener, controller.signal)
  const known = await sequencesNow(database, ownerId).catch((error: unknown) => {
    moves.close()
    throw error
  })
  return stoppable(async function* (signal) {
    try {
      while (!signal.aborted) {
        const moved = await moves.next()
        const ids = moved
          ? await ownedBy(database, ownerId, moved)
          : (await ownerSequences(database, ownerId, LOOK_BACK_SECONDS)).map(({ documentId }) => documentId)
        const events = await newEvents(
          database,
          ids.map((documentId) => ({ documentId, after: known.get(documentId) ?? 0 })),
        )
        for (const event of newestOfEach(events)) {
          yield event
          known.set(event.documentId, event.sequence)
        }
        if (events.length > 0) await wait(LEAST_INTERVAL_MS, null, { signal }).catch(() => null)
      }
    } finally {
      moves.close()
    }
  }, controller)
}

/** `events`: in order for each document. Of a run that ended and the next one that has begun, the end is told too. */
function newestOfEach(events: ProgressEvent[]): ProgressEvent[] {
  return events.filter(
    ({ documentId, stage }, index) =>
      documentId !== events[index + 1]?.documentId ||
      stage === 'COMPLETED' ||
      stage === 'FAILED' ||
      stage === 'CANCELLED',
  )
}

async function sequencesNow(database: Services['database'], ownerId: string): Promise<Map<string, number>> {
  const states = await ownerSequences(database, ownerId, null)
  return new Map(states.map(({ documentId, sequence }) => [documentId, sequence]))
}
