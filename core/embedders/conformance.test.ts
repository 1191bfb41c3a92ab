// What every embedder promises. The local one runs its model; the others talk to a stand-in server on loopback.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Embedder } from '../embedder.ts'
import { startStandInProvider } from '../testing/stand-in-providers.ts'
import { cohereEmbedder } from './cohere.ts'
import { localEmbedder } from './local.ts'
import { openaiEmbedder } from './openai.ts'

interface Subject {
  readonly embedder: Embedder
  /** Makes the next call last until it is aborted; fulfilled when that call is under way. */
  holdNextCall(): Promise<unknown>
  close(): Promise<void>
}

const subjects: Record<string, () => Promise<Subject>> = {
  async local() {
    const embedder = localEmbedder()
    return { embedder, holdNextCall: () => Promise.resolve(), close: () => embedder.close() }
  },
  cohere: () => onStandIn(async (url) => cohereEmbedder({ apiKey: 'key', baseUrl: url })),
  openai: () => onStandIn((url) => openaiEmbedder({ baseUrl: `${url}/v1`, model: 'stand-in' })),
}

async function onStandIn(create: (url: string) => Promise<Embedder>): Promise<Subject> {
  const provider = await startStandInProvider()
  return {
    embedder: await create(provider.url),
    holdNextCall() {
      provider.behave('silence', 1)
      return provider.nextRequest()
    },
    close: () => provider.close(),
  }
}

const never = new AbortController().signal
const passages = [
  'The boiler is inspected every year in October, before the heating season begins.',
  'Invoices are paid within thirty days of the date on which they were received.',
  'Visitors sign the register at the gate and wear a yellow badge inside the plant.',
]
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, index) => sum + value * b[index]!, 0)

describe.each(Object.entries(subjects))('the %s embedder', (_name, start) => {
  let subject: Subject
  let embedder: Embedder
  beforeAll(async () => {
    subject = await start()
    embedder = subject.embedder
  }, 30_000)
  afterAll(async () => {
    await embedder.close()
    await subject.close()
  })

  test('says which model it is and what it takes', () => {
    expect(embedder.model).not.toBe('')
    expect(embedder.dimensions).toBeGreaterThan(0)
    expect(embedder.batchSize).toBeGreaterThan(0)
  })

  test('gives one vector of length one for each text', async () => {
    const vectors = await embedder.embed(passages, 'passage', never)
    expect(vectors).toHaveLength(passages.length)
    for (const vector of vectors) {
      expect(vector).toBeInstanceOf(Float32Array)
      expect(vector).toHaveLength(embedder.dimensions)
      expect(dot(vector, vector)).toBeCloseTo(1, 5)
    }
  })

  test('gives vectors that own their memory', async () => {
    const [vector] = await embedder.embed(passages, 'passage', never)
    expect(vector!.buffer.byteLength).toBe(embedder.dimensions * 4)
  })

  test('embeds a text in a full batch as it does alone, in the order of the texts', async () => {
    const texts = Array.from({ length: embedder.batchSize }, (_, index) =>
      `${index} ${passages[index % 3]} `.repeat(1 + (index % 4)),
    )
    const together = await embedder.embed(texts, 'passage', never)
    for (const index of [0, 1, 6, texts.length - 1]) {
      const [alone] = await embedder.embed([texts[index]!], 'passage', never)
      expect(dot(alone!, together[index]!)).toBeGreaterThan(0.9999)
    }
  })

  test('puts a query nearest to the passage that answers it', async () => {
    const vectors = await embedder.embed(passages, 'passage', never)
    const [query] = await embedder.embed(['within how many days are invoices paid?'], 'query', never)
    const nearness = vectors.map((vector) => dot(vector, query!))
    expect(nearness.indexOf(Math.max(...nearness))).toBe(1)
  })

  test('answers calls made at the same time with their own vectors', async () => {
    const one = await embedder.embed(passages, 'passage', never)
    const many = await Promise.all(passages.map((text) => embedder.embed([text], 'passage', never)))
    many.forEach(([vector], index) => expect(dot(vector!, one[index]!)).toBeGreaterThan(0.9999))
  })

  test('has a vector for a text without words', async () => {
    const vectors = await embedder.embed(['', ' \n'], 'passage', never)
    for (const vector of vectors) expect(dot(vector, vector)).toBeCloseTo(1, 5)
  })

  test('answers no texts with no vectors', async () => {
    expect(await embedder.embed([], 'passage', never)).toEqual([])
  })

  test('refuses more texts than its batch size', async () => {
    const texts = Array.from({ length: embedder.batchSize + 1 }, () => 'text')
    await expect(embedder.embed(texts, 'passage', never)).rejects.toThrow(RangeError)
  })

  test('does nothing for a signal that is aborted already', async () => {
    const reason = new Error('too late')
    await expect(embedder.embed(passages, 'passage', AbortSignal.abort(reason))).rejects.toBe(reason)
  })

  test('an abort ends a call under way with the reason, and the next call works', async () => {
    const controller = new AbortController()
    const reason = new Error('shutting down')
    const underWay = subject.holdNextCall()
    const call = embedder.embed(passages, 'passage', controller.signal)
    await underWay
    controller.abort(reason)
    await expect(call).rejects.toBe(reason)
    await expect(embedder.embed(passages, 'passage', never)).resolves.toHaveLength(3)
  })
})
