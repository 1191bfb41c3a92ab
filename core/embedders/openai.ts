// Vectors from any server that speaks OpenAI's wire format: OpenAI itself, Ollama, vLLM, LM Studio, a proxy.
import { ProviderError } from '../embedder.ts'
import type { BilledVectors, ProviderEmbedder } from '../embedder.ts'
import { refuseOversizedBatch } from './batch-limit.ts'
import { callProvider, checkVectors, refusalError } from './provider-call.ts'

// The format allows 2,048, but a server on one machine's CPU takes minutes for so many.
const BATCH_SIZE = 96

interface OpenaiEmbedderOptions {
  /** Up to and with the version, such as http://localhost:11434/v1. */
  readonly baseUrl: string
  /** Servers on one's own machine want none. */
  readonly apiKey?: string
  readonly model: string
  /** How long one call may take, its body included; two minutes by default, for servers without a GPU. */
  readonly timeoutMs?: number
}

/** Asks the server for one vector to learn its dimensions: rejects as `embed` does where the server is not there. */
export async function openaiEmbedder({
  baseUrl,
  apiKey,
  model,
  timeoutMs = 120_000,
}: OpenaiEmbedderOptions): Promise<ProviderEmbedder> {
  const provider = `The embedding server at ${new URL(baseUrl).host}`
  const request = {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
    },
  }

  async function requestVectors(
    texts: readonly string[],
    signal: AbortSignal,
    dimensions?: number,
  ): Promise<BilledVectors> {
    return callProvider(provider, timeoutMs, signal, async (abortSignal) => {
      const response = await fetch(`${baseUrl.replace(/\/+$/, '')}/embeddings`, {
        ...request,
        body: JSON.stringify({ model, input: texts }),
        signal: abortSignal,
      })
      const body = parseJson(await response.text())
      if (!response.ok) {
        const retryAfter = response.headers.get('retry-after')
        throw refusalError(provider, { status: response.status, retryAfter, detail: detailOf(body) })
      }
      return {
        vectors: checkVectors(provider, inOrder(provider, body), texts.length, dimensions),
        tokens: tokensOf(body),
      }
    })
  }

  const probe = await requestVectors(['dimensions'], new AbortController().signal)
  const dimensions = probe.vectors[0]!.length

  const embedder: ProviderEmbedder = {
    model,
    dimensions,
    batchSize: BATCH_SIZE,
    async embed(texts, purpose, signal) {
      return (await embedder.request(texts, purpose, signal)).vectors
    },
    async request(texts, _purpose, signal) {
      refuseOversizedBatch(texts, BATCH_SIZE)
      signal.throwIfAborted()
      if (texts.length === 0) return { vectors: [], tokens: 0 }
      return requestVectors(texts, signal, dimensions)
    },
    close: async () => {},
  }
  return embedder
}

/** The vectors by their `index`: the format does not promise the order of the texts. */
function inOrder(provider: string, body: unknown): unknown[] {
  const data = (body as { data?: unknown } | null | undefined)?.data
  if (!Array.isArray(data)) throw new ProviderError(`${provider} answered with something that holds no vectors`)
  const entries = data as { index: number; embedding: unknown }[]
  if (new Set(entries.map(({ index }) => index)).size !== entries.length) {
    throw new ProviderError(`${provider} sent two vectors for one text`)
  }
  return entries.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // a proxy's page, for example: the callers find that it holds nothing they need
  }
}

/** Some servers do not count. */
function tokensOf(body: unknown): number {
  const tokens = (body as { usage?: { total_tokens?: unknown } | null }).usage?.total_tokens
  return typeof tokens === 'number' && tokens >= 0 ? Math.round(tokens) : 0
}

/** OpenAI says `{error: {message}}`, Ollama `{error}`. */
function detailOf(body: unknown): string {
  const error = (body as { error?: unknown } | null | undefined)?.error
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error
  return typeof message === 'string' ? message : 'it gave no reason'
}
