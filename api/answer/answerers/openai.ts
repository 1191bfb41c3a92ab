// Answers by any server that speaks OpenAI's wire format: Ollama, vLLM, LM Studio, OpenAI itself. Such a model knows no
// citations: it is asked for marks such as [1], which are taken out of what it writes.
import { refusalError } from '../../../core/embedders/provider-call.ts'
import { ProviderError } from '../../../core/embedder.ts'
import type { AnswerRequest } from '../answerer.ts'
import { INSTRUCTIONS, MARKS } from '../instructions.ts'
import type { ProviderAnswerer, ProviderPart } from '../provider-answerer.ts'
import { createMarkReader } from './citation-marks.ts'
import { readServerSentData } from './server-sent-data.ts'
import { readStream } from './read-stream.ts'

interface OpenaiAnswererOptions {
  /** Up to and with the version, such as http://localhost:11434/v1. */
  readonly baseUrl: string
  /** Servers on one's own machine want none. */
  readonly apiKey?: string | undefined
  readonly model: string
  /** Two minutes by default: without a GPU, a server takes that long to read the passages. */
  readonly idleMs?: number
}

type Frame = {
  choices?: { delta?: { content?: string | null }; finish_reason?: string | null }[]
  usage?: { total_tokens?: number } | null
  error?: unknown
}

export function openaiAnswerer({ baseUrl, apiKey, model, idleMs = 120_000 }: OpenaiAnswererOptions): ProviderAnswerer {
  const name = `The chat server at ${new URL(baseUrl).host}`
  const open = async (request: AnswerRequest, signal: AbortSignal) => {
    const response = await fetch(`${baseUrl.replace(/\/+$/, '')}/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify({
        model,
        messages: messagesFor(request),
        stream: true,
        stream_options: { include_usage: true },
      }),
      signal,
    })
    if (response.ok && response.body) return readServerSentData(response.body)
    const detail = detailOf(await response.text())
    throw refusalError(name, { status: response.status, retryAfter: response.headers.get('retry-after'), detail })
  }
  return {
    provider: 'openai',
    // About 3,000 tokens, as Ollama reads 4,096 unless it is told otherwise, and drops the beginning of what is longer.
    reads: { passages: 6, characters: 12_000 },
    async *answer(request, signal): AsyncGenerator<ProviderPart, void> {
      const marks = createMarkReader(request.passages.map(({ chunkId }) => chunkId))
      let finished = false
      for await (const data of readStream({ name, idleMs }, signal, (ending) => open(request, ending))) {
        if (data === '[DONE]') {
          finished = true
          break
        }
        const { choices, usage, error } = parseFrame(data, name)
        if (error) throw new ProviderError(`${name} could not finish its answer: ${textOf(error)}`)
        yield* marks.read(choices?.[0]?.delta?.content ?? '')
        if (choices?.[0]?.finish_reason) finished = true
        if (usage) yield { kind: 'billed', tokens: Math.max(0, usage.total_tokens ?? 0) }
      }
      if (!finished) throw new ProviderError(`${name} broke off in the middle of its answer`)
      yield* marks.end()
    },
  }
}

/** The passages as JSON: whatever stands in them cannot leave its string, and looks like nothing else. */
function messagesFor({ question, passages }: AnswerRequest): { role: string; content: string }[] {
  const numbered = passages.map(({ name, page, text }, index) => ({ passage: index + 1, document: name, page, text }))
  const content = `The passages, as JSON:\n${JSON.stringify(numbered)}\n\nThe question:\n${question}`
  return [
    { role: 'system', content: `${INSTRUCTIONS}\n${MARKS}` },
    { role: 'user', content },
  ]
}

function parseFrame(data: string, name: string): Frame {
  try {
    return JSON.parse(data) as Frame
  } catch (cause) {
    throw new ProviderError(`${name} sent something that is no part of an answer`, null, { cause })
  }
}

/** OpenAI says `{error: {message}}`, Ollama `{error}`. */
function detailOf(body: string): string {
  try {
    return textOf((JSON.parse(body) as Frame).error)
  } catch {
    return 'it gave no reason' // a proxy's page, for example
  }
}

function textOf(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error
  return typeof message === 'string' ? message.slice(0, 300) : 'it gave no reason'
}
