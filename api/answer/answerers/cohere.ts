// Answers by Cohere's chat, by its own SDK. Passages are its `documents`, and its citations name them. The SDK neither
// retries nor times out here, and takes a stream that ends early for one that is complete: readStream and message-end
// see to that.
import { CohereClientV2, type Cohere } from 'cohere-ai'

import { throwRefusal } from '../../../core/embedders/cohere-refusal.ts'
import { ProviderError } from '../../../core/embedder.ts'
import type { AnswerRequest, Passage } from '../answerer.ts'
import { INSTRUCTIONS } from '../instructions.ts'
import type { ProviderAnswerer, ProviderPart } from '../provider-answerer.ts'
import { alignCitation } from './align-citation.ts'
import { readStream } from './read-stream.ts'

interface CohereAnswererOptions {
  readonly apiKey: string
  /** Cohere's own address by default; tests and proxies give theirs. */
  readonly baseUrl?: string | undefined
  readonly model: string
  /** Half a minute by default. */
  readonly idleMs?: number
}

type Frame = Cohere.V2ChatStreamResponse

export function cohereAnswerer({ apiKey, baseUrl, model, idleMs = 30_000 }: CohereAnswererOptions): ProviderAnswerer {
  const client = new CohereClientV2({
    token: apiKey,
    maxRetries: 0,
    // Only a backstop: readStream's signal fires before it.
    timeoutInSeconds: idleMs / 1000 + 60,
    ...(baseUrl !== undefined && { baseUrl }),
  })
  return {
    provider: 'cohere',
    reads: { passages: 12, characters: 100_000 },
    async *answer({ question, passages }: AnswerRequest, signal): AsyncGenerator<ProviderPart, void> {
      const request = {
        model,
        messages: [
          { role: 'system' as const, content: INSTRUCTIONS },
          { role: 'user' as const, content: question },
        ],
        documents: passages.map(documentOf),
      }
      const frames = readStream({ name: 'Cohere', idleMs }, signal, (abortSignal) =>
        client.chatStream(request, { abortSignal }).catch(throwRefusal),
      )
      let answer = ''
      for await (const frame of frames) {
        for (const part of partsOf(frame, answer)) {
          if (part.kind === 'text') answer += part.text
          yield part
        }
        if (frame.type === 'message-end') return
      }
      throw new ProviderError('Cohere broke off in the middle of its answer')
    },
  }
}

function documentOf({ chunkId, name, page, text }: Passage): Cohere.Document {
  // Cohere sends documents back with its citations, and the SDK takes these signs, wherever they stand, for the end.
  const shown = text.replaceAll('[DONE]', '(DONE)')
  return { id: chunkId, data: { title: `${name}, page ${page}`.replaceAll('[DONE]', '(DONE)'), text: shown } }
}

function* partsOf(frame: Frame, answer: string): Generator<ProviderPart> {
  if (frame.type === 'content-delta') {
    const text = frame.delta?.message?.content?.text
    if (text) yield { kind: 'text', text }
  } else if (frame.type === 'citation-start') {
    yield* citationsOf(frame.delta?.message?.citations ?? {}, answer)
  } else if (frame.type === 'message-end') {
    yield { kind: 'billed', tokens: tokensOf(frame.delta ?? {}) }
  }
}

/** One for each passage that the words rest on. */
function* citationsOf({ sources = [], ...words }: Cohere.Citation, answer: string): Generator<ProviderPart> {
  const place = alignCitation(answer, words)
  if (!place) return
  for (const { type, id } of sources) if (type === 'document' && id) yield { kind: 'citation', ...place, chunkId: id }
}

function tokensOf({ finishReason, error, usage }: Cohere.ChatMessageEndEventDelta): number {
  if (finishReason === 'ERROR' || finishReason === 'TIMEOUT') {
    throw new ProviderError(`Cohere could not finish its answer${error ? `: ${error.slice(0, 300)}` : ''}`)
  }
  const { inputTokens = 0, outputTokens = 0 } = usage?.billedUnits ?? {}
  return inputTokens + outputTokens
}
