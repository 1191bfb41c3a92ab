// Keeps apart who deletes vectors that nobody needs and who begins to need them. Without it, a deletion that began
// before passages were staged could take away, much later, the vectors that their job had found already.
import type { Transaction } from './database.ts'

/**
 * Until the transaction ends. `together`: for those who stage passages; `alone`: for those who delete vectors. Locks
 * come in one order everywhere: document, job, queue entry, passages, file.
 */
export async function lockPassages(
  transaction: Transaction,
  ownerId: string,
  how: 'together' | 'alone',
): Promise<void> {
  if (how === 'alone') await transaction.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${ownerId}, 0))::text`
  else await transaction.$queryRaw`select pg_advisory_xact_lock_shared(hashtextextended(${ownerId}, 0))::text`
}
