// The stage queues on pg-boss: a stage's job is sent inside the transaction that makes it possible, and completed
// inside the one that writes its result.
import { fromPrisma, PgBoss } from 'pg-boss'
import { z } from 'zod'

import type { Database, Transaction } from './database.ts'
import type { Log } from './log.ts'

export const STAGE_QUEUES = ['extract', 'chunk', 'embed', 'store'] as const
export type StageQueue = (typeof STAGE_QUEUES)[number]

/** The order in which workers look for a job: documents that are nearly done go first, as they are somebody's wait. */
export const FINISH_FIRST: readonly StageQueue[] = STAGE_QUEUES.toReversed()

/**
 * The version of the payload. It stands in pg-boss's queue names, so that while a deploy rolls each worker takes the
 * jobs it understands and leaves the others alone: raise it with any change of the payload or of what a stage expects, and
 * have the new worker go on taking the old ones, for when a deploy is over nobody else will.
 */
export const VERSION = 1

const payloadSchema = z.object({
  jobId: z.uuid(),
  documentId: z.uuid(),
  ownerId: z.uuid(),
  epoch: z.int(),
})
export type StagePayload = z.infer<typeof payloadSchema>

/** A stage's job that this process took: nobody else works on it while its heartbeat goes on. */
export type TakenJob = { queue: StageQueue; id: string; retryCount: number; payload: StagePayload }

/** Where jobs lie whose attempts are used up, or whose every worker died. `reprocess` takes the document up again. */
const DEAD_LETTERS = 'dead-letter'

export type QueueDepth = { name: string; ready: number; active: number; deferred: number; failed: number }

export interface Queue {
  /** Sends a stage's job; it exists once the transaction commits. `startAfterMs` delays it. */
  enqueue(transaction: Transaction, queue: StageQueue, payload: StagePayload, startAfterMs?: number): Promise<void>
  /** The next job that is ready in this queue, or null. */
  take(queue: StageQueue): Promise<TakenJob | null>
  /**
   * False where the job is no longer ours: it was cancelled, or somebody took it while our heartbeat was missing. In a
   * transaction, it also keeps the job ours until the commit.
   */
  heartbeat(job: TakenJob, transaction?: Transaction): Promise<boolean>
  /** Puts a job that is given up where people see it. */
  bury(transaction: Transaction, payload: StagePayload): Promise<void>
  /** False where the job is no longer ours. */
  complete(transaction: Transaction, job: TakenJob): Promise<boolean>
  /** Takes a document's jobs out of all queues; whoever works on one of them can no longer complete it. */
  discard(transaction: Transaction, documentId: string): Promise<void>
  /** How many jobs of this owner each queue holds, counted now. */
  depths(ownerId: string): Promise<QueueDepth[]>
  close(): Promise<void>
}

/** pg-boss accepts no less; it looks for missed ones every few seconds (MONITOR_SECONDS). */
const HEARTBEAT_SECONDS = 10
/** Also how soon a worker learns that its job was cancelled. */
export const HEARTBEAT_EVERY_MS = 1_000
const MONITOR_SECONDS = 5
/** How long a stage may work before pg-boss takes its job away: a day, its maximum. Heartbeats tell the dead from the busy. */
const EXPIRE_SECONDS = 24 * 60 * 60 - 1
/** How often a job may lose its worker before it is given up: a document that kills every worker must not go on for ever. */
const LOST_WORKER_LIMIT = 5

const QUEUE_OPTIONS = {
  // At most one job of a document waits or runs in each queue.
  policy: 'exclusive' as const,
  heartbeatSeconds: HEARTBEAT_SECONDS,
  expireInSeconds: EXPIRE_SECONDS,
  retryLimit: LOST_WORKER_LIMIT,
  retryDelay: 0,
  deleteAfterSeconds: 5 * 60,
  // Whatever waits is wanted, however long: pg-boss would drop it after two weeks.
  retentionSeconds: 10 * 365 * 24 * 60 * 60,
}

const nameOf = (queue: StageQueue) => `${queue}-v${VERSION}`

/** `supervise`: whether this process looks after lost jobs; at least one of all must. */
export async function openQueue(database: Database, supervise: boolean, log: Log): Promise<Queue> {
  const boss = new PgBoss({
    ...database.queueConnection,
    supervise,
    superviseIntervalSeconds: MONITOR_SECONDS,
    monitorIntervalSeconds: MONITOR_SECONDS,
    schedule: false,
  })
  // Without a listener, a lost connection would end the process; pg-boss reconnects by itself.
  boss.on('error', ({ message }) => log.warn({ reason: message }, 'the queue had a fault'))
  boss.on('warning', (warning) => log.debug({ warning }, 'the queue warns'))
  await boss.start()
  await boss.createQueue(DEAD_LETTERS, { policy: 'exclusive', retentionSeconds: QUEUE_OPTIONS.retentionSeconds })
  for (const queue of STAGE_QUEUES) await boss.createQueue(nameOf(queue), QUEUE_OPTIONS)
  return queueOver(boss, database)
}

function queueOver(boss: PgBoss, database: Database): Queue {
  return {
    async enqueue(transaction, queue, payload, startAfterMs = 0) {
      const id = await boss.send(nameOf(queue), payload, {
        singletonKey: payload.documentId,
        // In seconds from the database's now: this machine's clock may differ.
        ...(startAfterMs > 0 && { startAfter: startAfterMs / 1_000 }),
        db: fromPrisma(transaction),
      })
      if (id === null) throw new Error(`document ${payload.documentId} is already in the queue ${queue}`)
    },
    async take(queue) {
      const [job] = await boss.fetch(nameOf(queue))
      if (!job) return null
      return { queue, id: job.id, retryCount: job.retryCount, payload: payloadSchema.parse(job.data) }
    },
    async heartbeat(job, transaction) {
      const options = transaction ? { db: fromPrisma(transaction) } : {}
      return affected(await boss.touch(nameOf(job.queue), job, options)) > 0
    },
    async complete(transaction, job) {
      const response = await boss.complete(nameOf(job.queue), job, null, { db: fromPrisma(transaction) })
      return affected(response) > 0
    },
    async bury(transaction, payload) {
      await boss.send(DEAD_LETTERS, payload, { singletonKey: payload.documentId, db: fromPrisma(transaction) })
    },
    discard: deleteJobs,
    depths: (ownerId) => countJobs(database, ownerId),
    close: () => boss.stop({ graceful: true, timeout: 5_000 }),
  }
}

// pg-boss documents this number (pgboss.io/api/jobs#complete) but leaves it out of its types.
function affected(response: object): number {
  return (response as { affected: number }).affected
}

// All of pg-boss's queues in this database are Docmill's, whatever the version.
async function deleteJobs(transaction: Transaction, documentId: string): Promise<void> {
  await transaction.$executeRaw`
    delete from pgboss.job where name in (select name from pgboss.queue) and singleton_key = ${documentId}`
}

// pg-boss caches its own counts for a minute and knows no owners.
async function countJobs(database: Database, ownerId: string): Promise<QueueDepth[]> {
  const counts = await database.prisma.$queryRaw<QueueDepth[]>`
    select split_part(name, '-v', 1) as name,
      count(*) filter (where state in ('created', 'retry') and start_after <= now())::int as ready,
      count(*) filter (where state = 'active')::int as active,
      count(*) filter (where state in ('created', 'retry') and start_after > now())::int as deferred,
      count(*) filter (where state = 'failed')::int as failed
    from pgboss.job
    where data ->> 'ownerId' = ${ownerId}
    group by 1`
  const depthOf = (name: string) =>
    counts.find((count) => count.name === name) ?? { name, ready: 0, active: 0, deferred: 0, failed: 0 }
  const { ready: buried } = depthOf(DEAD_LETTERS)
  const deadLetters = { name: DEAD_LETTERS, ready: 0, active: 0, deferred: 0, failed: buried }
  return [...STAGE_QUEUES.map(depthOf), deadLetters]
}
