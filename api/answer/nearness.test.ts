import { afterAll, expect, test } from 'vitest'

import type { SharedEmbedder } from '../../core/embedder.ts'
import { localEmbedder } from '../../core/embedders/local.ts'
import { nearnessOf } from './nearness.ts'

const local: SharedEmbedder = localEmbedder()
afterAll(() => local.close())

const OWNER = '00000000-0000-4000-8000-000000000001'
const NEVER = new AbortController().signal

/** As a model would see the world whose vectors all lie within a narrow cone, as those of some providers do. */
function withinACone(embedder: SharedEmbedder): SharedEmbedder {
  const narrow = (vector: Float32Array) => {
    const shifted = vector.map((value) => value + 2 / Math.sqrt(vector.length))
    const length = Math.hypot(...shifted)
    return shifted.map((value) => value / length)
  }
  return { ...embedder, embed: async (...call) => (await embedder.embed(...call)).map(narrow) }
}

test('the line is drawn anew for a model whose vectors all lie near each other', async () => {
  expect(await nearnessOf(local, OWNER, NEVER)).toBeCloseTo(0.41, 2)
  expect(await nearnessOf(withinACone(local), OWNER, NEVER)).toBeGreaterThan(0.8)
})

test('it is measured once, in batches as large as may be', async () => {
  const batches: number[] = []
  const counted: SharedEmbedder = {
    ...local,
    batchSize: 3,
    embed: (texts, ...rest) => {
      batches.push(texts.length)
      return local.embed(texts, ...rest)
    },
  }
  const lines = [await nearnessOf(counted, OWNER, NEVER), await nearnessOf(counted, OWNER, NEVER)]
  expect(lines[1]).toBe(lines[0])
  expect(batches).toEqual([3, 3, 2, 3, 3, 2])
})

test('where it could not be measured, it is at the next question', async () => {
  let broken = true
  const flaky: SharedEmbedder = {
    ...local,
    embed: (...call) => (broken ? Promise.reject(new Error('unplugged')) : local.embed(...call)),
  }
  await expect(nearnessOf(flaky, OWNER, NEVER)).rejects.toThrow('unplugged')
  broken = false
  expect(await nearnessOf(flaky, OWNER, NEVER)).toBeCloseTo(0.41, 2)
})

test('who waits for the measuring of another, and that one fails, measures it himself', async () => {
  const poor = '00000000-0000-4000-8000-000000000002'
  const byAccount: SharedEmbedder = {
    ...local,
    embed: (texts, purpose, signal, account) =>
      account.ownerId === poor
        ? Promise.reject(new Error('no tokens left'))
        : local.embed(texts, purpose, signal, account),
  }
  const [first, second] = await Promise.allSettled([
    nearnessOf(byAccount, poor, NEVER),
    nearnessOf(byAccount, OWNER, NEVER),
  ])
  expect(first).toMatchObject({ status: 'rejected', reason: { message: 'no tokens left' } })
  expect(second).toMatchObject({ status: 'fulfilled', value: expect.closeTo(0.41, 2) })
})
