// The governor over the database that all processes share: daily limits first, then the provider's own.
import { setTimeout as sleep } from 'node:timers/promises'

import type { Database } from '../database.ts'
import { ProviderError } from '../embedder.ts'
import { PermanentError } from '../errors.ts'
import { ProviderWait, type Governor, type Permit, type ProviderCall } from '../governor.ts'
import { recordUsage, type UsageKind } from '../usage.ts'
import { providerAnswered, providerFailed, trialGivenUp } from './circuit.ts'
import { dailyLimitReached, type DailyLimits } from './daily-limit.ts'
import { UNLIMITED, type RateLimit } from './rate-limit.ts'
import { takeTurn } from './take-turn.ts'

export type ProviderLimits = {
  /** Of texts to embed; null: the provider takes as many as come. */
  readonly embed: RateLimit | null
  readonly daily: DailyLimits
}

/** Timers may fire a moment early. */
const MARGIN_MS = 20

const NOUNS: Record<UsageKind, string> = {
  embed: 'embedding provider',
  rerank: 'reranking provider',
  chat: 'answering provider',
}

export function openGovernor(database: Pick<Database, 'prisma'>, limits: ProviderLimits): Governor {
  const limitOf = (kind: UsageKind) => (kind === 'embed' && limits.embed) || UNLIMITED

  /** The provider's row, with a full bucket, at the first call of all. */
  async function introduce({ provider, kind }: ProviderCall): Promise<void> {
    const data = { provider, kind, available: limitOf(kind).burst }
    await database.prisma.provider.createMany({ data: [data], skipDuplicates: true })
  }

  /** Whether this is a trial, or why to wait. */
  async function ask(call: ProviderCall): Promise<{ trial: boolean } | ProviderWait> {
    const reached = await dailyLimitReached(database, limits.daily, call.ownerId, call.tokens)
    if (reached) return new ProviderWait(reached.message, reached.waitMs, true)
    const turn = await takeTurn(database, call, limitOf(call.kind))
    if (!turn) {
      await introduce(call)
      return ask(call)
    }
    return turn.waitMs === null ? { trial: turn.trial } : waitFor(call.kind, turn.waitMs)
  }

  function permitOf(call: ProviderCall, trial: boolean): Permit {
    return {
      async succeeded(tokens) {
        const { provider, kind, ownerId } = call
        await recordUsage(database, ownerId, { provider, kind, calls: 1, tokens })
        await providerAnswered(database, call)
      },
      async failed(error) {
        if (error instanceof ProviderError) {
          const waitMs = await providerFailed(database, call, error.retryAfterMs, trial)
          // Whoever tries whether the provider is back does so for all, and pays no attempt of its own for it.
          return trial ? waitFor(call.kind, waitMs, error) : error
        }
        if (error instanceof PermanentError) await providerAnswered(database, call)
        else if (trial) await trialGivenUp(database, call)
        return error
      },
    }
  }

  const governor: Governor = {
    mostInputs(kind) {
      const { burst, reserve } = limitOf(kind)
      return burst - reserve
    },
    async admit(call) {
      const end = performance.now() + call.patienceMs
      for (;;) {
        call.signal.throwIfAborted()
        const answer = await ask(call)
        if (!(answer instanceof ProviderWait)) return permitOf(call, answer.trial)
        if (performance.now() + answer.waitMs > end) throw answer
        await call.onWait?.(answer)
        await sleep(answer.waitMs + MARGIN_MS, null, { signal: call.signal }).catch(() => call.signal.throwIfAborted())
      }
    },
    async run(call, send) {
      const permit = await governor.admit(call)
      const { result, tokens } = await send().catch(async (error: unknown) => {
        throw await permit.failed(error)
      })
      await permit.succeeded(tokens)
      return result
    },
  }
  return governor
}

function waitFor(kind: UsageKind, waitMs: number, cause?: unknown): ProviderWait {
  const message = `Waiting for the ${NOUNS[kind]}, ${inWords(waitMs)}`
  return new ProviderWait(message, waitMs, false, cause === undefined ? {} : { cause })
}

function inWords(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1_000))
  if (seconds <= 120) return `${seconds} s`
  const minutes = Math.ceil(seconds / 60)
  return minutes <= 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`
}
