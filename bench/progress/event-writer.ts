// Writes events of one document as a worker does: a transaction with core/job.ts, then the announcer.
import { setTimeout as wait } from 'node:timers/promises'

import { createAnnouncer } from '../../core/announcer.ts'
import { openExistingDatabase, type Database } from '../../core/database.ts'
import { advanceJob, type JobReference } from '../../core/job.ts'
import { createLog } from '../../core/log.ts'
import type { StageQueue } from '../../core/queue.ts'
import { machineMs } from '../rig/machine-clock.ts'

export const MOVE = { status: 'ACTIVE', stage: 'EXTRACTING', message: 'Reading page 12 of 455', progress: 0.2 } as const

export interface EventWriter extends AsyncDisposable {
  /** Resolves after the commit with the event's sequence. */
  write(details?: object): Promise<number>
  /** Just after the commit of each event, by the machine's clock and the event's sequence. */
  readonly committedAt: ReadonlyMap<number, number>
  readonly lastSequence: number
}

export async function openEventWriter(databaseUrl: string, documentId: string): Promise<EventWriter> {
  const log = createLog('warn')
  const database = await openExistingDatabase({ databaseUrl, dataDir: '' }, log)
  const announcer = createAnnouncer(database, log)
  const job = await findJob(database, documentId)
  const committedAt = new Map<number, number>()
  let lastSequence = 0
  return {
    async write(details = { page: 12, pages: 455 }) {
      lastSequence = await database.transaction((transaction) =>
        advanceJob(transaction, job, { ...MOVE, details: { ...details } }),
      )
      committedAt.set(lastSequence, machineMs())
      announcer.documentMoved(documentId)
      return lastSequence
    },
    committedAt,
    get lastSequence() {
      return lastSequence
    },
    async [Symbol.asyncDispose]() {
      await announcer.close()
      await database.close()
    },
  }
}

export async function writeMany(writer: EventWriter, events: number, pauseMs: number, details?: object): Promise<void> {
  for (let event = 0; event < events; event++) {
    await writer.write(details)
    await wait(pauseMs)
  }
}

/** The document's one job, which nobody works on. */
export async function findJob({ prisma }: Database, documentId: string): Promise<JobReference> {
  const { id: jobId, ownerId, epoch, claim, queue } = await prisma.job.findFirstOrThrow({ where: { documentId } })
  return { jobId, documentId, ownerId, epoch, claim, queue: queue as StageQueue }
}
