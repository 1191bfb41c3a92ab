// A claim names one take of a queue's job. Whoever works on the job holds it, until the queue has the job no longer, or
// gave it up for lost.
import { Prisma } from '../prisma/generated/client/client.ts'
import type { TakenJob } from './queue.ts'

export function claimOf({ id, retryCount }: Pick<TakenJob, 'id' | 'retryCount'>): string {
  return `${id}/${retryCount}`
}

/**
 * On the alias `e` of embeddings: whether a worker still computes them. The job's own row is not enough: it names a dead
 * worker's claim until another one takes the job, and that one may be waiting for these very embeddings.
 */
export const CLAIM_IS_ALIVE = Prisma.sql`exists (
  select from jobs j
  join pgboss.job b on b.singleton_key = j.document_id::text and b.state = 'active'
  where j.claim = e.claim and j.status = 'ACTIVE' and b.id::text || '/' || b.retry_count = e.claim)`
