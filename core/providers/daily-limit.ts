// Spending caps: what one owner, and all together, may have providers do on a day, in tokens.
import type { Database } from '../database.ts'
import { inNumbers } from '../in-numbers.ts'

export type DailyLimits = {
  /** Null: none. */
  readonly tokensPerOwner: number | null
  readonly tokens: number | null
}

/** After midnight, by whatever the clocks of database and worker differ. */
const MARGIN_MS = 1_000

type Today = { own: number; everybodys: number; untilMidnightMs: number }

/**
 * Null where the tokens may be spent. They are counted before they are sent, and nothing is set aside for calls under
 * way: of those that are made at once, each may go beyond the limit by what it spends itself. What is larger than the limit
 * goes first thing in the day, as it would wait for ever otherwise.
 */
export async function dailyLimitReached(
  { prisma }: Pick<Database, 'prisma'>,
  { tokensPerOwner, tokens: tokensOfAll }: DailyLimits,
  ownerId: string,
  tokens: number,
): Promise<{ message: string; waitMs: number } | null> {
  if (tokens === 0 || (tokensPerOwner === null && tokensOfAll === null)) return null
  const [today] = await prisma.$queryRaw<Today[]>`
    with clock as (select clock_timestamp() at time zone 'utc' as now)
    select coalesce(sum(tokens) filter (where owner_id = ${ownerId}::uuid), 0)::float8 as own,
      coalesce(sum(tokens), 0)::float8 as everybodys,
      (select extract(epoch from now::date + 1 - now) * 1000 from clock)::float8 as "untilMidnightMs"
    from usage
    where day = (select now::date from clock) and (owner_id = ${ownerId}::uuid or ${tokensOfAll !== null})`
  const { own, everybodys, untilMidnightMs } = today!
  const waitMs = Math.ceil(untilMidnightMs) + MARGIN_MS
  if (isOver(own, tokens, tokensPerOwner)) return { message: tell(tokensPerOwner!, ''), waitMs }
  if (isOver(everybodys, tokens, tokensOfAll)) return { message: tell(tokensOfAll!, ' for everybody together'), waitMs }
  return null
}

function isOver(spent: number, more: number, limit: number | null): boolean {
  return limit !== null && spent > 0 && spent + more > limit
}

function tell(limit: number, whose: string): string {
  return `Waiting: the daily limit of ${inNumbers(limit, 'token')}${whose} is reached; it goes on after 00:00 UTC`
}
