// What must hold in every database of Docmill, each as a query for whatever breaks it. `npm run doctor` and the fault
// tests ask them.
import { Prisma } from '../prisma/generated/client/client.ts'
import type { Transaction } from './database.ts'
import { contentInvariants } from './invariants/content.ts'
import { eventInvariants } from './invariants/events.ts'
import { fileInvariants } from './invariants/files.ts'
import { jobInvariants } from './invariants/jobs.ts'
import { ownerInvariants } from './invariants/owners.ts'
import { queueInvariants } from './invariants/queue.ts'

export type Invariant = {
  name: string
  /**
   * 'always': after every commit, whatever runs. 'at rest': a worker's death may break it for as long as it takes the
   * others to notice, a minute at most.
   */
  holds: 'always' | 'at rest'
  /** What a person does about a violation. */
  remedy: string
  /** Gives rows of `id` and `problem`, both text. */
  violations: Prisma.Sql
}

export type Violation = Pick<Invariant, 'name' | 'remedy'> & { id: string; problem: string }

export const INVARIANTS: readonly Invariant[] = [
  ...jobInvariants,
  ...eventInvariants,
  ...queueInvariants,
  ...contentInvariants,
  ...fileInvariants,
  ...ownerInvariants,
]

/**
 * `which`: those that hold always, or all of them. All in one statement, and so in one snapshot: each transaction is
 * seen whole or not at all.
 */
export async function findViolations(
  { prisma }: { prisma: Pick<Transaction, '$queryRaw'> },
  which: 'always' | 'all' = 'all',
): Promise<Violation[]> {
  const asked = INVARIANTS.filter(({ holds }) => which === 'all' || holds === 'always')
  const queries = asked.map(
    ({ violations }, index) => Prisma.sql`select ${index}::int as index, id, problem from (${violations}) found`,
  )
  const rows = await prisma.$queryRaw<{ index: number; id: string; problem: string }[]>(
    Prisma.sql`${Prisma.join(queries, ' union all ')} order by index`,
  )
  return rows.map(({ index, id, problem }) => {
    const { name, remedy } = asked[index]!
    return { name, remedy, id, problem }
  })
}
