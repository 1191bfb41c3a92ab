// Who may ask a provider on the network now, and who waits. Every call of every process passes here: the api's for a
// search or an answer, the worker's for passages. What it knows stands in the database, and so holds for all of them.
import { ProviderError } from './embedder.ts'
import type { UsageKind } from './usage.ts'

export type ProviderCall = {
  /** As it is named in the configuration: cohere, openai. */
  provider: string
  kind: UsageKind
  /** Who pays. */
  ownerId: string
  /** Texts to embed, at most `mostInputs`; 1 for what is no embedding. */
  inputs: number
  /** How many tokens it will cost, for the daily limits; 0 where these do not hold it back. */
  tokens: number
  /** Somebody waits for the answer: what is kept free for such calls is theirs. */
  urgent: boolean
  /** How long this caller waits for its turn; a longer wait is refused at once. */
  patienceMs: number
  signal: AbortSignal
  /** Called before each wait. */
  onWait?(wait: ProviderWait): Promise<void>
}

/** The call may be made, once; say how it ended. */
export interface Permit {
  /** `tokens`: as the provider billed them. Records the usage. */
  succeeded(tokens: number): Promise<void>
  /** Takes what the call threw, and gives what to throw in its place. */
  failed(error: unknown): Promise<unknown>
}

export interface Governor {
  /** How many inputs one call may carry at most, so that the rate limit lets it pass. */
  mostInputs(kind: UsageKind): number
  /** Resolves when the call may be made. Rejects with ProviderWait where that takes longer than the caller's patience. */
  admit(call: ProviderCall): Promise<Permit>
  /** The whole of it for a call with one answer. */
  run<Result>(call: ProviderCall, send: () => Promise<{ result: Result; tokens: number }>): Promise<Result>
}

/** The provider may not be asked now, and nothing is wrong with what was to be sent: it is to be sent later. */
export class ProviderWait extends ProviderError {
  override readonly name = 'ProviderWait'
  readonly waitMs: number
  /** Whether a daily limit is reached, rather than the provider's own. */
  readonly overDailyLimit: boolean

  constructor(message: string, waitMs: number, overDailyLimit = false, options?: ErrorOptions) {
    super(message, waitMs, options)
    this.waitMs = waitMs
    this.overDailyLimit = overDailyLimit
  }
}
