// What providers on the network were asked for, and what it cost, by owner and day (in UTC). The governor records every
// call; the api tells the owner, and the daily limits rest on it.
import type { Database, Transaction } from './database.ts'

export type UsageKind = 'embed' | 'rerank' | 'chat'

export type Spent = {
  /** As it is named in the configuration: cohere, openai. */
  provider: string
  kind: UsageKind
  calls: number
  /** As the provider bills them. */
  tokens: number
}

export type UsageOfDay = Spent & { day: Date }

type Reading = Pick<Database, 'prisma'>

/** Adds to what the owner has spent today. */
export async function recordUsage(
  database: Reading | Transaction,
  ownerId: string,
  { provider, kind, calls, tokens }: Spent,
): Promise<void> {
  const connection = 'prisma' in database ? database.prisma : database
  await connection.$executeRaw`
    insert into usage (owner_id, day, provider, kind, calls, tokens)
    values (${ownerId}::uuid, (clock_timestamp() at time zone 'utc')::date, ${provider}, ${kind}, ${calls}, ${tokens})
    on conflict (owner_id, day, provider, kind)
    do update set calls = usage.calls + excluded.calls, tokens = usage.tokens + excluded.tokens`
}

/** From the day of `since` on, the latest first. */
export async function usageSince({ prisma }: Reading, ownerId: string, since: Date): Promise<UsageOfDay[]> {
  const day = new Date(Date.UTC(since.getUTCFullYear(), since.getUTCMonth(), since.getUTCDate()))
  const rows = await prisma.usage.findMany({
    where: { ownerId, day: { gte: day } },
    orderBy: [{ day: 'desc' }, { provider: 'asc' }, { kind: 'asc' }],
  })
  return rows.map(({ calls, tokens, kind, ...row }) => ({
    ...row,
    kind: kind as UsageKind,
    calls: Number(calls),
    tokens: Number(tokens),
  }))
}
