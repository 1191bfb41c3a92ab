// A model on the network as it is, before the governor: beside its answer it tells what that cost.
import type { AnswerPart, AnswerRequest } from './answerer.ts'

/** `billed`: as the provider counts its tokens. */
export type ProviderPart = AnswerPart | { kind: 'billed'; tokens: number }

export interface ProviderAnswerer {
  /** As it is named in the configuration. */
  readonly provider: 'cohere' | 'openai'
  readonly reads: { readonly passages: number; readonly characters: number }
  answer(request: AnswerRequest, signal: AbortSignal): AsyncIterable<ProviderPart>
}
