// A model on the network as the api uses it: each question waits for its turn and is put to its owner's account. Where
// the model cannot be asked, or says nothing, the passages' own sentences answer in its place, and say why.
import type { Database } from '../../core/database.ts'
import { ProviderError } from '../../core/embedder.ts'
import { PermanentError } from '../../core/errors.ts'
import type { Governor } from '../../core/governor.ts'
import { recordUsage } from '../../core/usage.ts'
import type { Answerer, AnswerPart, AnswerRequest } from './answerer.ts'
import type { ProviderAnswerer } from './provider-answerer.ts'

/** Somebody waits and looks on. */
const PATIENCE_MS = 2_000
const CHARACTERS_PER_TOKEN = 4

type Governing = { database: Database; governor: Governor }

export function governedAnswerer(services: Governing, answerer: ProviderAnswerer, substitute: Answerer): Answerer {
  return {
    extractive: false,
    reads: answerer.reads,
    async *answer(request, signal): AsyncGenerator<AnswerPart, void> {
      let begun = false
      try {
        for await (const part of governed(services, answerer, request, signal)) {
          begun = true
          yield part
        }
      } catch (error) {
        const isFault = error instanceof ProviderError || error instanceof PermanentError
        if (begun || signal.aborted || !isFault) throw error
        yield { kind: 'substituted', reason: error.message }
        yield* substitute.answer(request, signal)
      }
    },
  }
}

async function* governed(
  { database, governor }: Governing,
  answerer: ProviderAnswerer,
  request: AnswerRequest,
  signal: AbortSignal,
): AsyncGenerator<AnswerPart, void> {
  const { ownerId, question, passages } = request
  const { provider } = answerer
  const sent = passages.reduce((sum, { text }) => sum + text.length, question.length)
  const tokens = Math.ceil(sent / CHARACTERS_PER_TOKEN)
  const call = {
    provider,
    kind: 'chat',
    ownerId,
    inputs: 1,
    tokens,
    urgent: true,
    patienceMs: PATIENCE_MS,
    signal,
  } as const
  const permit = await governor.admit(call)
  let written = 0
  let billed: number | null = null
  let failure: unknown = signal.reason
  try {
    for await (const part of answerer.answer(request, signal)) {
      if (part.kind === 'billed') billed = part.tokens
      else yield part
      if (part.kind === 'text') written += part.text.length
    }
    failure = null
  } catch (error) {
    failure = error
    throw await permit.failed(error)
  } finally {
    // What was broken off is billed too, by whomever; the provider no longer says how much.
    if (failure !== null && written > 0) {
      const about = billed ?? tokens + Math.ceil(written / CHARACTERS_PER_TOKEN)
      await recordUsage(database, ownerId, { provider, kind: 'chat', calls: 1, tokens: about })
    }
  }
  await permit.succeeded(billed ?? tokens + Math.ceil(written / CHARACTERS_PER_TOKEN))
}
