// What must hold once everything has ended, whatever died on the way.
import { expect } from 'vitest'

import type { Database } from '../core/database.ts'
import { findViolations } from '../core/invariants.ts'
import { eventually } from '../core/testing/eventually.ts'
import type { StandInProvider } from '../core/testing/stand-in-providers.ts'
import type { SeenEvent } from '../testing/follow.ts'

/** At most so many texts a batch has. */
export const BATCH = 96

/** Some of it a running worker mends within a minute. */
const MENDED_WITHIN_MS = 65_000

/** `events`: of each document, all that were seen. */
export async function expectWhole(database: Database, events: SeenEvent[][]): Promise<void> {
  for (const seen of events) expect(seen.map(({ sequence }) => sequence)).toEqual(seen.map((_, index) => index + 1))
  await eventually(async () => {
    expect(await findViolations(database)).toEqual([])
    expect(await leftOver(database)).toEqual({ staged: 0, claimed: 0, queued: 0 })
  }, MENDED_WITHIN_MS)
}

/** How many texts the provider was sent more often than once. `textsBefore`: of documents that are gone. */
export async function repeatedTexts(database: Database, provider: StandInProvider, textsBefore = 0): Promise<number> {
  return provider.textsReceived - textsBefore - (await database.prisma.embedding.count())
}

async function leftOver({ prisma }: Database) {
  const [counts] = await prisma.$queryRaw<object[]>`
    select (select count(*)::int from staged_chunks) as staged,
      (select count(*)::int from embeddings where embedding is null) as claimed,
      (select count(*)::int from pgboss.job
       where name ~ '^(extract|chunk|embed|store)-v' and state in ('created', 'retry', 'active')) as queued`
  return counts
}
