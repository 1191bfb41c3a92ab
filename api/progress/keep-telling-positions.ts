// Tells those who watch a waiting document how many are ahead of it. The api does it and no worker, as only the api knows
// who watches, and it does it most where all workers are busy: a document that nobody watches costs nothing.
import { setTimeout as wait } from 'node:timers/promises'

import { newPositions, tellPositions } from '../../core/queue-positions.ts'
import type { Services } from '../../core/services.ts'
import type { DocumentFeed } from './document-feed.ts'

const LOOK_EVERY_MS = 1_000
/** Of this process's time; ranking a line takes longer the longer it is. */
const MOST_OF_THE_TIME = 1 / 20

type Telling = Pick<Services, 'database' | 'announcer' | 'log'>
type Watched = Pick<DocumentFeed, 'unfinished'>

/** Gives the function that stops it. Any number of processes may do it: each position is told once. */
export function keepTellingPositions(services: Telling, documents: Watched): () => Promise<void> {
  const stop = new AbortController()
  const telling = tellUntil(stop.signal, services, documents)
  return async () => {
    stop.abort()
    await telling
  }
}

async function tellUntil(signal: AbortSignal, services: Telling, documents: Watched): Promise<void> {
  let pause = LOOK_EVERY_MS
  for (;;) {
    await wait(pause, null, { signal }).catch(() => null)
    if (signal.aborted) return
    const begin = performance.now()
    await tellPositionsOf(documents.unfinished(), services).catch((error: unknown) =>
      services.log.warn({ err: error }, 'could not tell the positions in the queue; it is tried again'),
    )
    pause = Math.max(LOOK_EVERY_MS, (performance.now() - begin) / MOST_OF_THE_TIME)
  }
}

/** Gives how many it told. */
export async function tellPositionsOf(documentIds: string[], { database, announcer }: Telling): Promise<number> {
  if (documentIds.length === 0) return 0
  const positions = await newPositions(database, documentIds)
  if (positions.length === 0) return 0
  const told = await tellPositions(database, positions)
  for (const documentId of told) announcer.documentMoved(documentId)
  return told.length
}
