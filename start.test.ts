// The service as a process: how it starts, stops, and refuses to start.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { ask, upload } from './testing/graphql.ts'
import { makeTextPdf } from './worker/testing/make-pdf.ts'

let folder: string
const started: ReturnType<typeof spawn>[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docmill-start-'))
})
afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

function run(file: string, environment: Record<string, string> = {}) {
  const { PATH = '', HOME = '' } = process.env
  const env = { PATH, HOME, PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'error', ...environment }
  const child = spawn(process.execPath, [join(import.meta.dirname, file)], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  started.push(child)
  const output = { text: '' }
  child.stdout.on('data', (data) => (output.text += data))
  child.stderr.on('data', (data) => (output.text += data))
  const exited = once(child, 'exit').then(([code]) => ({ code: code as number | null, text: output.text }))
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const address = /ready at (http:\S+)/.exec(output.text)?.[1]
      if (address) resolve(address)
    })
    void exited.then(({ text }) => reject(new Error(text)))
  })
  ready.catch(() => {})
  return { child, ready, exited }
}

test('the embedded service starts, keeps what it was given, and stops on SIGTERM with status 0', async () => {
  const first = run('start.ts')
  const { document } = await upload(await first.ready, {
    name: 'kept.pdf',
    bytes: makeTextPdf([['Kept over a restart.']]),
  })
  first.child.kill('SIGTERM')
  expect((await first.exited).code).toBe(0)

  const second = run('start.ts')
  const { document: found } = await ask(await second.ready, `query ($id: ID!) { document(id: $id) { filename } }`, {
    id: document.id,
  })
  expect(found).toEqual({ filename: 'kept.pdf' })
})

test('a second process on the same data folder is refused', async () => {
  const first = run('start.ts')
  await first.ready
  const { code, text } = await run('start.ts').exited
  expect(code).toBe(1)
  expect(text).toContain(`in use by process ${first.child.pid}`)
})

test('a port that is in use is named, with what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const { code, text } = await run('start.ts', { PORT: String(port) }).exited
  other.close()
  expect(code).toBe(1)
  expect(text).toContain(
    `Port ${port} on 127.0.0.1 is in use by another process. Stop that one, or set PORT to another.`,
  )
})

test('a PostgreSQL that does not answer is named, with what to do', async () => {
  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const { port } = closed.address() as AddressInfo
  closed.close()
  const { code, text } = await run('worker/main.ts', {
    DATABASE_URL: `postgres://user:hidden@127.0.0.1:${port}/docmill`,
  }).exited
  expect(code).toBe(1)
  expect(text).toContain(`PostgreSQL at 127.0.0.1:${port}/docmill cannot be used: nothing answers there.`)
  expect(text).not.toContain('hidden')
})

test('a wrong environment is reported whole and ends the process', async () => {
  const { code, text } = await run('api/main.ts', { DATABASE_URL: 'postgres:///docmill', MAX_PAGES: 'many' }).exited
  expect(code).toBe(1)
  expect(text).toContain('MAX_PAGES')
  expect((await run('api/main.ts', { DATABASE_URL: 'postgres:///docmill' }).exited).text).toContain(
    'DATABASE_URL names no host',
  )
})
