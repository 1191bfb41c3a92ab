// An HTTP server that speaks Cohere's and OpenAI's wire formats, for tests and benchmarks. It answers at once, and
// misbehaves on demand.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'

import { hashVector } from './hash-vector.ts'
import { streamChat, type ChatBody, type ChatFormat, type ChatStep } from './stand-in-chat.ts'

/**
 * 'silence' never answers, 'half-body' stops in the middle and keeps the connection open, 'cut-body' closes it there,
 * 'reset' closes it without an answer, 'garbage' is status 200 with something that is not JSON, 'empty' with nothing,
 * 'wrong-count' leaves the last vector out, 'wrong-size' a number of each, 'no-numbers' has null for a number;
 * `latencyMs` answers well, so much later.
 */
type Behaviour =
  | 'ok'
  | 'silence'
  | 'garbage'
  | 'wrong-count'
  | 'wrong-size'
  | 'no-numbers'
  | 'empty'
  | 'reset'
  | 'half-body'
  | 'cut-body'
  | 'uncounted'
  /** `every`: 2 answers each second request so, and the others well. */
  | { readonly status: number; readonly retryAfter?: string; readonly every?: number }
  | { readonly latencyMs: number }

interface ReceivedRequest {
  readonly path: string
  readonly authorization: string | undefined
  readonly body: Readonly<Record<string, unknown>>
}

export interface StandInProvider {
  /** Without a path: Cohere's `baseUrl` is this, OpenAI's is this + `/v1`. */
  readonly url: string
  readonly textsReceived: number
  readonly requestsReceived: number
  readonly lastRequest: ReceivedRequest | undefined
  /** Answers the next `times` requests this way (all that come, by default), then 'ok' again. */
  behave(behaviour: Behaviour, times?: number): void
  /** Fulfilled when the next request has been read, before it is answered. */
  nextRequest(): Promise<ReceivedRequest>
  /** The requests for an answer that came, and for a reranking; `behave` and the counts above leave the latter alone. */
  readonly chats: readonly ReceivedRequest[]
  readonly reranks: readonly ReceivedRequest[]
  /** Writes the answers from now on; null: as a credulous model. */
  sayInChat(steps: readonly ChatStep[] | null): void
  /** How rerankings are answered from now on. */
  behaveInRerank(behaviour: Behaviour): void
  /** Connections of answers that ended before the answer did, from the other side. */
  readonly chatsLeft: number
  close(): Promise<void>
}

interface StandInOptions {
  /** Of OpenAI's vectors, and of Cohere's where the request names no `output_dimension`. */
  readonly dimensions?: number
}

interface EmbedBody {
  readonly texts?: readonly string[]
  readonly input?: string | readonly string[]
  readonly output_dimension?: number
}

export async function startStandInProvider({ dimensions = 64 }: StandInOptions = {}): Promise<StandInProvider> {
  let behaviour: Behaviour = 'ok'
  let timesLeft = Infinity
  let textsReceived = 0
  let requestsReceived = 0
  let lastRequest: ReceivedRequest | undefined
  let arrival = Promise.withResolvers<ReceivedRequest>()

  const chats: ReceivedRequest[] = []
  const reranks: ReceivedRequest[] = []
  let chatSteps: readonly ChatStep[] | null = null
  let rerankBehaviour: Behaviour = 'ok'
  let chatsLeft = 0

  async function handleChat(format: ChatFormat, request: IncomingMessage, response: ServerResponse) {
    const received = await readRequest(request)
    chats.push(received)
    response.once('close', () => {
      if (!response.writableEnded) chatsLeft += 1
    })
    const now = timesLeft > 0 ? behaviour : 'ok'
    if (now === 'ok') streamChat(response, format, received.body as unknown as ChatBody, chatSteps)
    else answer(response, now, {})
  }

  async function handleRerank(request: IncomingMessage, response: ServerResponse) {
    const received = await readRequest(request)
    reranks.push(received)
    answer(response, rerankBehaviour, rerankAnswer(received.body['documents'] as string[]))
  }

  async function handle(request: IncomingMessage, response: ServerResponse) {
    const path = request.url ?? ''
    if (path === '/v2/chat') return handleChat('cohere', request, response)
    if (path === '/v1/chat/completions') return handleChat('openai', request, response)
    if (path === '/v2/rerank') return handleRerank(request, response)
    const embedder = path === '/v2/embed' ? cohereAnswer : path === '/v1/embeddings' ? openaiAnswer : null
    if (request.method !== 'POST' || !embedder) return void response.writeHead(404).end('{"message":"not found"}')
    const body = (await json(request)) as EmbedBody
    const texts = body.texts ?? [body.input ?? []].flat()
    textsReceived += texts.length
    requestsReceived += 1
    lastRequest = { path, authorization: request.headers.authorization, body: { ...body } }
    const now = timesLeft > 0 && !isSpared(behaviour, requestsReceived) ? behaviour : 'ok'
    timesLeft -= 1
    arrival.resolve(lastRequest)
    arrival = Promise.withResolvers()
    const vectors = texts.map((text) => hashVector(text, body.output_dimension ?? dimensions))
    if (typeof now === 'object' && 'latencyMs' in now) await wait(now.latencyMs)
    answer(response, now, counted(embedder(distort(vectors, now), countWords(texts)), now))
  }

  const server = createServer((request, response) => void handle(request, response).catch(() => response.destroy()))
  // Idle connections stay open: on a busy machine, a client sends on one in the moment that it is closed after 5 s.
  server.keepAliveTimeout = 0
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get textsReceived() {
      return textsReceived
    },
    get requestsReceived() {
      return requestsReceived
    },
    get lastRequest() {
      return lastRequest
    },
    behave(next, times = Infinity) {
      behaviour = next
      timesLeft = times
    },
    nextRequest: () => arrival.promise,
    chats,
    reranks,
    sayInChat(steps) {
      chatSteps = steps
    },
    behaveInRerank(next) {
      rerankBehaviour = next
    },
    get chatsLeft() {
      return chatsLeft
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function readRequest(request: IncomingMessage): Promise<ReceivedRequest> {
  const body = (await json(request)) as Record<string, unknown>
  return { path: request.url ?? '', authorization: request.headers.authorization, body }
}

type Vectors = (number | null)[][]

function distort(vectors: number[][], behaviour: Behaviour): Vectors {
  if (behaviour === 'wrong-count') return vectors.slice(0, -1)
  if (behaviour === 'wrong-size') return vectors.map((vector) => vector.slice(1))
  if (behaviour === 'no-numbers') return vectors.map(([, ...rest]) => [null, ...rest])
  return vectors
}

/** What it bills as tokens. */
function countWords(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.split(/\s+/).filter(Boolean).length, 0)
}

const isSpared = (behaviour: Behaviour, request: number): boolean =>
  typeof behaviour === 'object' && 'every' in behaviour && request % behaviour.every! > 0

const counted = (payload: object, behaviour: Behaviour): object =>
  behaviour === 'uncounted' ? { ...payload, usage: undefined } : payload

function answer(response: ServerResponse, behaviour: Behaviour, payload: object): void {
  if (behaviour === 'silence') return
  if (behaviour === 'reset') return void response.destroy()
  if (typeof behaviour === 'object' && 'status' in behaviour) {
    const headers = behaviour.retryAfter === undefined ? {} : { 'retry-after': behaviour.retryAfter }
    const message = `stand-in error ${behaviour.status}`
    response.writeHead(behaviour.status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify({ message, error: { message } }))
    return
  }
  const body =
    behaviour === 'garbage'
      ? '<html>not what you asked for</html>'
      : behaviour === 'empty'
        ? ''
        : JSON.stringify(payload)
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  if (behaviour === 'half-body') response.write(body.slice(0, body.length / 2))
  else if (behaviour === 'cut-body') response.write(body.slice(0, body.length / 2), () => response.destroy())
  else response.end(body)
}

function cohereAnswer(vectors: Vectors, tokens: number): object {
  return {
    id: 'stand-in',
    response_type: 'embeddings_by_type',
    embeddings: { float: vectors },
    texts: [],
    meta: { api_version: { version: '2' }, billed_units: { input_tokens: tokens } },
  }
}

/** Last text first, which the format allows: whoever does not sort by `index` is found out. */
function openaiAnswer(vectors: Vectors, tokens: number): object {
  const data = vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })).toReversed()
  return {
    object: 'list',
    data,
    model: 'stand-in',
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  }
}

/** The shorter a document, the better: an order that no search gives. Best first, as Cohere has it. */
function rerankAnswer(documents: readonly string[]): object {
  const results = documents.map(({ length }, index) => ({ index, relevance_score: 1 / (length + 1) }))
  return {
    id: 'stand-in',
    results: results.toSorted((a, b) => b.relevance_score - a.relevance_score),
    meta: { api_version: { version: '2' }, billed_units: { search_units: 1 } },
  }
}
