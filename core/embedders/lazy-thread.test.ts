import { afterEach, expect, test } from 'vitest'
import type { EchoRequest } from '../testing/echo-thread.ts'
import { LazyThread } from './lazy-thread.ts'

const never = new AbortController().signal
const threads: LazyThread<EchoRequest, number>[] = []

function echoThread() {
  const thread = new LazyThread<EchoRequest, number>(new URL('../testing/echo-thread.ts', import.meta.url), null)
  threads.push(thread)
  return thread
}

afterEach(() => Promise.all(threads.splice(0).map((thread) => thread.close())))

test('calls are answered by one and the same thread', async () => {
  const thread = echoThread()
  const [first, second] = await Promise.all([thread.call('echo', never), thread.call('echo', never)])
  expect(first).toBe(second)
})

test('a crash rejects everything the thread held, and the next call starts it anew', async () => {
  const thread = echoThread()
  const before = await thread.call('echo', never)
  const held = await Promise.allSettled([thread.call('hold', never), thread.call('crash', never)])
  expect(held).toMatchObject([
    { reason: { message: 'crashed on demand' } },
    { reason: { message: 'crashed on demand' } },
  ])
  expect(await thread.call('echo', never)).toBeGreaterThan(before)
})

test('a failed call rejects with the error of the thread, which lives on', async () => {
  const thread = echoThread()
  const before = await thread.call('echo', never)
  await expect(thread.call('fail', never)).rejects.toThrow('failed on demand')
  expect(await thread.call('echo', never)).toBe(before)
})

test('an aborted call rejects with the reason and leaves the others alone', async () => {
  const thread = echoThread()
  const controller = new AbortController()
  const held = thread.call('hold', controller.signal)
  controller.abort(new Error('shutting down'))
  await expect(held).rejects.toThrow('shutting down')
  await expect(thread.call('echo', never)).resolves.toBeGreaterThan(0)
})

test('closing rejects what is held and refuses what comes', async () => {
  const thread = echoThread()
  const held = expect(thread.call('hold', never)).rejects.toThrow('before it answered')
  await thread.close()
  await held
  await expect(thread.call('echo', never)).rejects.toThrow('closed')
})

test('a thread that was never used closes at once', async () => {
  await expect(echoThread().close()).resolves.toBeUndefined()
})
