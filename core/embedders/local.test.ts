import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { localEmbedder } from './local.ts'

const embedder = localEmbedder()
const never = new AbortController().signal
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, index) => sum + value * b[index]!, 0)
const boiler = 'The boiler is inspected every October. '
const orchard = 'Apple trees in the orchard are pruned in winter. '

afterAll(() => embedder.close())

test('a query finds the passage by its meaning, without a word in common', { timeout: 30_000 }, async () => {
  const passages = [
    'Employees may stay away from the office when they are ill, and inform their manager by nine.',
    'The car park closes at ten in the evening; vehicles left there overnight are towed away.',
    'Our kitchen serves soup, salad and a hot meal at noon.',
  ]
  const vectors = await embedder.embed(passages, 'passage', never)
  const [query] = await embedder.embed(['what happens with automobiles at night'], 'query', never)
  const nearness = vectors.map((vector) => dot(vector, query!))
  expect(nearness.indexOf(Math.max(...nearness))).toBe(1)
})

test('the end of a text longer than the window counts', async () => {
  const beginning = boiler.repeat(60)
  const [plain, extended, topic] = await embedder.embed(
    [beginning, beginning + orchard.repeat(60), orchard],
    'passage',
    never,
  )
  expect(dot(plain!, topic!)).toBeLessThan(0.3)
  expect(dot(extended!, topic!)).toBeGreaterThan(0.5)
  expect(dot(extended!, extended!)).toBeCloseTo(1, 5)
})

test('a query overtakes passages that were sent before it', async () => {
  const order: string[] = []
  const texts = Array.from({ length: embedder.batchSize }, (_, index) => `${index} ${boiler.repeat(10)}`)
  const passages = embedder.embed(texts, 'passage', never).then(() => order.push('passages'))
  await embedder.embed(['when is the boiler inspected'], 'query', never).then(() => order.push('query'))
  await passages
  expect(order).toEqual(['query', 'passages'])
})

test('a missing model is named, with where to read on', async () => {
  const broken = localEmbedder({ folder: new URL('./no-such-model/', import.meta.url) })
  await expect(broken.embed(['text'], 'passage', never)).rejects.toThrow(
    /no-such-model.*is missing.*models\/README\.md/,
  )
})

test('a process that only waits for nothing ends by itself', { timeout: 30_000 }, async () => {
  const script = `
    import { localEmbedder } from ${JSON.stringify(new URL('./local.ts', import.meta.url).href)}
    const vectors = await localEmbedder().embed(['text'], 'passage', new AbortController().signal)
    console.log(vectors[0].length)`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script])
  expect(stdout.trim()).toBe('384')
})
