// Takes inputs out of a provider's bucket, or says when to come again. One statement, by the database's clock: whoever
// runs it, and wherever, the sum of what they are granted keeps to the limit.
import type { Database } from '../database.ts'
import type { ProviderCall } from '../governor.ts'
import { TRIAL_SECONDS, TRIPPED_AT } from './circuit.ts'
import type { RateLimit } from './rate-limit.ts'

/** `waitMs` null: granted. `trial`: the circuit is open, and this call finds out whether the provider is back. */
export type Turn = { waitMs: number | null; trial: boolean }

/** However slowly a bucket fills, somebody looks again after a day. */
const LONGEST_WAIT_SECONDS = 86_400
/** Those before in the line may have been cancelled meanwhile: after this long one looks whether they are still there. */
const LONGEST_LINE_SECONDS = 300

/**
 * Who must wait is put at the end of the line, and is told its turn in it: those who are handed back to the queue do not
 * all come again at once. The line orders only those who wait: what the bucket holds goes to whoever asks. Who is urgent
 * may take the reserve too, and stands in no line. Null where nobody has asked this provider yet.
 */
export async function takeTurn(
  { prisma }: Pick<Database, 'prisma'>,
  { provider, kind, inputs, urgent }: Pick<ProviderCall, 'provider' | 'kind' | 'inputs' | 'urgent'>,
  { burst, reserve, perSecond }: RateLimit,
): Promise<Turn | null> {
  const fillSeconds = Math.min(LONGEST_WAIT_SECONDS, inputs / perSecond)
  const needed = inputs + (urgent ? 0 : reserve)
  const [turn] = await prisma.$queryRaw<Turn[]>`
    with state as materialized (
      select p.provider, p.kind, clock.now, p.last_turn_at, p.failures >= ${TRIPPED_AT} as tripped,
        greatest(p.resting_until, p.open_until, clock.now) as opens_at,
        greatest(0, least(${burst}::float8,
          p.available + extract(epoch from clock.now - p.refilled_at)::float8 * ${perSecond}::float8)) as available
      from providers p cross join (select clock_timestamp() as now) clock
      where p.provider = ${provider} and p.kind = ${kind}
      for update of p
    ), verdict as (
      select *, case when opens_at > now or available < ${needed}::float8 then
        greatest(opens_at,
          now + make_interval(secs => least(${LONGEST_WAIT_SECONDS}, greatest(0, ${needed}::float8 - available) / ${perSecond}::float8)),
          case when not ${urgent} and last_turn_at is not null then
            least(last_turn_at + make_interval(secs => ${fillSeconds}::float8), now + make_interval(secs => ${LONGEST_LINE_SECONDS}))
          end)
        end as turn_at
      from state
    ), written as (
      update providers p
      set available = v.available - case when turn_at is null then ${inputs}::float8 else 0 end,
        refilled_at = v.now,
        last_turn_at = case when turn_at is null or ${urgent} then p.last_turn_at else turn_at end,
        open_until = case when turn_at is null and tripped then v.now + make_interval(secs => ${TRIAL_SECONDS})
          else p.open_until end
      from verdict v
      where p.provider = v.provider and p.kind = v.kind
    )
    select ceil(extract(epoch from turn_at - now) * 1000)::float8 as "waitMs", tripped as trial from verdict`
  return turn ?? null
}
