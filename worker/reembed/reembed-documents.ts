// Brings every document into the space of the current embedding model, a few at a time, so that uploads need not wait
// behind them. What is done is in the documents themselves: whoever begins again goes on where it was left.
import { setTimeout as wait } from 'node:timers/promises'

import type { Services } from '../../core/services.ts'
import { enqueueReembedding, type WaitingDocument } from './enqueue-reembedding.ts'
import { waits } from './waits.ts'

export type ReembedProgress = { done: number; failed: number; total: number }

/** Of these documents at once; workers take the embedding of a document before the reading of another. */
const UNDER_WAY = 8
const LOOK_EVERY_MS = 200

type Reembedding = Pick<Services, 'database' | 'queue' | 'announcer' | 'embedder'>

/** Resolves when none is left, or `signal` aborts; what is under way then goes on with whichever worker there is. */
export async function reembedDocuments(
  services: Reembedding,
  signal: AbortSignal,
  tell: (progress: ReembedProgress) => void,
): Promise<ReembedProgress> {
  const total = await countWaiting(services)
  const tried = new Map<string, string | null>()
  for (;;) {
    const unfinished = await countUnfinished(services)
    const next = await findWaiting(services, [...tried.keys()], Math.max(0, UNDER_WAY - unfinished))
    for (const document of next) tried.set(document.documentId, await enqueueReembedding(services, document))
    // Counted last: where nothing was under way, this is how it ended.
    const left = await countWaiting(services)
    const failed = await countFailed(services, [...tried.values()])
    // Documents that were deleted meanwhile are done with; those that came since count as theirs.
    const progress = { done: Math.max(0, total - left), failed, total: Math.max(total, left) }
    tell(progress)
    if (signal.aborted || (unfinished === 0 && next.length === 0)) return progress
    await wait(LOOK_EVERY_MS, null, { signal }).catch(() => {})
  }
}

async function countWaiting({ database, embedder }: Reembedding): Promise<number> {
  const [row] = await database.prisma.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from documents
    where ${waits(embedder)}`
  return row!.count
}

/** Waiting documents with a job under way: one of ours, or an upload's own that will store the current model's vectors. */
async function countUnfinished({ database, embedder }: Reembedding): Promise<number> {
  const [row] = await database.prisma.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from documents d
    where ${waits(embedder)}
      and exists (select from jobs j where j.document_id = d.id and j.status in ('QUEUED', 'ACTIVE', 'RETRYING'))`
  return row!.count
}

/** Each is tried once in a run: one that fails, fails with a reason that trying on would only repeat. */
function findWaiting(
  { database, embedder }: Reembedding,
  tried: readonly string[],
  most: number,
): Promise<WaitingDocument[]> {
  return database.prisma.$queryRaw<WaitingDocument[]>`
    select id as "documentId", owner_id as "ownerId" from documents d
    where ${waits(embedder)}
      and not exists (select from jobs j where j.document_id = d.id and j.status in ('QUEUED', 'ACTIVE', 'RETRYING'))
      and id <> all(${tried}::uuid[])
    order by id
    limit ${most}`
}

function countFailed({ database }: Reembedding, jobIds: readonly (string | null)[]): Promise<number> {
  const ids = jobIds.filter((id) => id !== null)
  return database.prisma.job.count({ where: { id: { in: ids }, status: { in: ['FAILED', 'CANCELLED'] } } })
}
