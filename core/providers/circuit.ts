// A provider's circuit, in the row that all processes share: it opens after failures in a row, and then one call at a
// time tries whether the provider is back.
import { Prisma } from '../../prisma/generated/client/client.ts'
import type { Database } from '../database.ts'
import type { ProviderCall } from '../governor.ts'

/** How many failures in a row open it. */
export const TRIPPED_AT = 5
/** How long the others wait for the one that tries; if its process dies, the next one tries after that. */
export const TRIAL_SECONDS = 10
/** Doubled with each trial that fails. */
const REST_SECONDS = 30
const LONGEST_REST_SECONDS = 300

type Reading = Pick<Database, 'prisma'>
type Line = Pick<ProviderCall, 'provider' | 'kind'>

/** It answers, if only to refuse. Where it always did, nothing is written. */
export async function providerAnswered({ prisma }: Reading, { provider, kind }: Line): Promise<void> {
  await prisma.$executeRaw`
    update providers set failures = 0, open_until = null
    where provider = ${provider} and kind = ${kind} and failures > 0`
}

/**
 * Gives for how long nobody asks now. A provider that names a time is believed, and is not counted as broken. What
 * fails while the circuit is open already, and is no trial, was sent before and says nothing new.
 */
export async function providerFailed(
  { prisma }: Reading,
  { provider, kind }: Line,
  retryAfterMs: number | null,
  trial: boolean,
): Promise<number> {
  const restSeconds = Math.max(0, retryAfterMs ?? 0) / 1000
  // On the row as it is once it is locked: what others reported meanwhile counts.
  const counted = Prisma.sql`(${restSeconds}::float8 = 0 and (${trial} or failures < ${TRIPPED_AT}))`
  const [row] = await prisma.$queryRaw<{ waitMs: number }[]>`
    update providers
    set resting_until = greatest(resting_until, clock_timestamp() + make_interval(secs => ${restSeconds}::float8)),
      failures = failures + case when ${counted} then 1 else 0 end,
      open_until = case when ${counted} and failures + 1 >= ${TRIPPED_AT} then clock_timestamp() + make_interval(secs =>
        least(${LONGEST_REST_SECONDS}, ${REST_SECONDS} * 2.0 ^ least(failures + 1 - ${TRIPPED_AT}, 10))::float8)
        else open_until end
    where provider = ${provider} and kind = ${kind}
    returning greatest(0, extract(epoch from greatest(resting_until, open_until) - clock_timestamp()) * 1000)::float8 as "waitMs"`
  return row?.waitMs ?? 0
}

/** The call that was to find out ended without having asked: another one may. */
export async function trialGivenUp({ prisma }: Reading, { provider, kind }: Line): Promise<void> {
  await prisma.$executeRaw`
    update providers set open_until = clock_timestamp()
    where provider = ${provider} and kind = ${kind} and failures >= ${TRIPPED_AT}`
}
