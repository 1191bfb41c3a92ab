// How the embedders on the network take what providers do when they do not answer properly.
import { CohereClientV2, CohereError } from 'cohere-ai'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ProviderError } from '../embedder.ts'
import type { Embedder, ProviderEmbedder } from '../embedder.ts'
import { PermanentError } from '../errors.ts'
import { startStandInProvider } from '../testing/stand-in-providers.ts'
import type { StandInProvider } from '../testing/stand-in-providers.ts'
import { cohereEmbedder } from './cohere.ts'
import { openaiEmbedder } from './openai.ts'
import { callProvider } from './provider-call.ts'

const never = new AbortController().signal
const apiKey = 'secret-key'

type Create = (url: string, timeoutMs?: number) => Promise<ProviderEmbedder>
const embedders: Record<string, Create> = {
  cohere: async (baseUrl, timeoutMs = 30_000) => cohereEmbedder({ apiKey, baseUrl, timeoutMs }),
  openai: (url, timeoutMs = 30_000) => openaiEmbedder({ baseUrl: `${url}/v1`, apiKey, model: 'stand-in', timeoutMs }),
}

let provider: StandInProvider
beforeEach(async () => {
  provider = await startStandInProvider()
})
afterEach(() => provider.close())

const failure = (embedder: Embedder, signal = never): Promise<unknown> =>
  embedder.embed(['a text'], 'passage', signal).then(
    () => expect.unreachable('the call should have failed'),
    (error: unknown) => error,
  )

describe.each(Object.entries(embedders))('the %s embedder', (_name, create) => {
  test.each([400, 401, 402, 403, 404, 413, 422])('status %i is final', async (status) => {
    const embedder = await create(provider.url)
    provider.behave({ status })
    const error = await failure(embedder)
    expect(error).toBeInstanceOf(PermanentError)
    expect(String(error)).toContain(`(${status})`)
    expect(String(error)).not.toContain(apiKey)
  })

  test.each([408, 429, 500, 502, 503])('status %i passes, and is not retried here', async (status) => {
    const embedder = await create(provider.url)
    const before = provider.requestsReceived
    provider.behave({ status })
    expect(await failure(embedder)).toMatchObject({ name: 'ProviderError', retryAfterMs: null })
    expect(provider.requestsReceived - before).toBe(1)
  })

  test('Retry-After is handed on, in seconds and as a date', async () => {
    const embedder = await create(provider.url)
    provider.behave({ status: 429, retryAfter: '7' })
    expect(await failure(embedder)).toMatchObject({ retryAfterMs: 7000 })
    provider.behave({ status: 503, retryAfter: new Date(Date.now() + 60_000).toUTCString() })
    const { retryAfterMs } = (await failure(embedder)) as ProviderError
    expect(retryAfterMs).toBeGreaterThan(50_000)
    expect(retryAfterMs).toBeLessThanOrEqual(60_000)
  })

  test('a Retry-After beyond all reason is a day', async () => {
    const embedder = await create(provider.url)
    provider.behave({ status: 429, retryAfter: '99999999999999' })
    expect(await failure(embedder)).toMatchObject({ retryAfterMs: 86_400_000 })
  })

  test.each(['garbage', 'empty', 'wrong-count', 'no-numbers', 'cut-body'] as const)(
    'a 200 with %s passes',
    async (behaviour) => {
      const embedder = await create(provider.url)
      provider.behave(behaviour)
      expect(await failure(embedder)).toBeInstanceOf(ProviderError)
    },
  )

  test('vectors of another size pass', async () => {
    const embedder = await create(provider.url)
    provider.behave('wrong-size')
    const error = await failure(embedder)
    expect(error).toBeInstanceOf(ProviderError)
    expect(String(error)).toContain(`a vector of ${embedder.dimensions - 1} dimensions, not ${embedder.dimensions}`)
  })

  test('a connection that is reset passes, and is not retried here', async () => {
    const embedder = await create(provider.url)
    const before = provider.requestsReceived
    provider.behave('reset')
    const error = await failure(embedder)
    expect(error).toBeInstanceOf(ProviderError)
    expect(String(error)).toContain('could not be reached')
    expect(provider.requestsReceived - before).toBe(1)
  })

  test('a Retry-After is not slept out in the call', async () => {
    const embedder = await create(provider.url)
    const before = provider.requestsReceived
    provider.behave({ status: 429, retryAfter: '3600' }, 1)
    expect(await failure(embedder)).toMatchObject({ retryAfterMs: 3_600_000 })
    expect(provider.requestsReceived - before).toBe(1)
  })

  test('the tokens are those that the provider bills', async () => {
    const embedder = await create(provider.url)
    const { vectors, tokens } = await embedder.request(['three words here', 'and two'], 'passage', never)
    expect(vectors).toHaveLength(2)
    expect(tokens).toBe(5)
  })

  test.each(['silence', 'half-body'] as const)('%s ends with the timeout', async (behaviour) => {
    const embedder = await create(provider.url, 200)
    provider.behave(behaviour)
    const error = await failure(embedder)
    expect(error).toBeInstanceOf(ProviderError)
    expect(String(error)).toContain('did not answer within 200 ms')
  })

  test('a caller that cannot wait for longer has met a fault of the provider', async () => {
    const embedder = await create(provider.url)
    provider.behave('silence')
    expect(await failure(embedder, AbortSignal.timeout(100))).toMatchObject({
      name: 'ProviderError',
      message: expect.stringMatching(/did not answer in time/),
    })
  })

  test('an abort ends the wait for a body that stopped in the middle', async () => {
    const embedder = await create(provider.url)
    const controller = new AbortController()
    provider.behave('half-body')
    const request = provider.nextRequest()
    const call = failure(embedder, controller.signal)
    await request
    controller.abort('stop')
    expect(await call).toBe('stop')
  })

  test('a server that is not there passes', async () => {
    const embedder = await create(provider.url)
    await provider.close()
    const error = await failure(embedder)
    provider = await startStandInProvider()
    expect(error).toBeInstanceOf(ProviderError)
    expect(String(error)).toContain('could not be reached')
  })

  test('the key goes along', async () => {
    const embedder = await create(provider.url)
    await embedder.embed(['a text'], 'passage', never)
    expect(provider.lastRequest?.authorization).toBe(`Bearer ${apiKey}`)
  })
})

describe("what Cohere's SDK does, which is why none of it is left to it:", () => {
  const client = (options: object) => new CohereClientV2({ token: apiKey, baseUrl: provider.url, ...options })
  const request = {
    model: 'embed-v4.0',
    texts: ['a text'],
    inputType: 'search_query',
    embeddingTypes: ['float'],
  } as const
  const call = (sdk: CohereClientV2) =>
    callProvider('Cohere', 30_000, never, (abortSignal) =>
      sdk.embed({ ...request, texts: [...request.texts], embeddingTypes: ['float'] }, { abortSignal }),
    ).catch((error: unknown) => error)

  test('its timeout is an error without a status, which passes', async () => {
    provider.behave('silence')
    const error = await call(client({ maxRetries: 0, timeoutInSeconds: 0.1 }))
    expect(error).toBeInstanceOf(ProviderError)
    expect((error as Error).cause).toBeInstanceOf(CohereError)
    expect((error as Error).cause).toMatchObject({ statusCode: undefined })
  })

  test('it gives an answer that is no JSON as a result', async () => {
    provider.behave('garbage')
    expect(await call(client({ maxRetries: 0 }))).toMatchObject({ ok: false })
  })
})

test('Cohere is told the side of the search, the dimensions and the model', async () => {
  const embedder = await embedders['cohere']!(provider.url)
  await embedder.embed(['a text'], 'query', never)
  expect(provider.lastRequest?.body).toMatchObject({
    model: 'embed-v4.0',
    input_type: 'search_query',
    output_dimension: 1024,
    embedding_types: ['float'],
  })
  await embedder.embed(['a text'], 'passage', never)
  expect(provider.lastRequest?.body).toMatchObject({ input_type: 'search_document' })
})

test("an OpenAI-compatible server's dimensions are learnt from its first answer", async () => {
  const small = await startStandInProvider({ dimensions: 17 })
  const embedder = await openaiEmbedder({ baseUrl: `${small.url}/v1/`, model: 'stand-in' })
  await small.close()
  expect(embedder.dimensions).toBe(17)
  expect(small.lastRequest?.authorization).toBeUndefined()
})

test('an OpenAI-compatible server that is not there fails the start', async () => {
  provider.behave({ status: 503 })
  await expect(embedders['openai']!(provider.url)).rejects.toBeInstanceOf(ProviderError)
})

test('the stand-in misbehaves as often as it is told to', async () => {
  const embedder = await embedders['cohere']!(provider.url)
  provider.behave({ status: 500 }, 1)
  expect(await failure(embedder)).toBeInstanceOf(ProviderError)
  await expect(embedder.embed(['a', 'b'], 'passage', never)).resolves.toHaveLength(2)
  expect(provider.textsReceived).toBe(3)
})
