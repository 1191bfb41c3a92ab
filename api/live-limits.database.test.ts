// What one user and one socket may have, that more is refused in words, and that what ends frees its place.
import { once } from 'node:events'

import WebSocket from 'ws'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'

import { eventually } from '../core/testing/eventually.ts'
import { refusal, subscribeSse, upload } from '../testing/graphql.ts'
import { openRawSocket, type RawSocket } from '../testing/raw-socket.ts'
import { finish } from '../testing/scripted-job.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { smallPdf } from '../testing/small-pdf.ts'
import { connections, DOCUMENT_PROGRESS, watchers } from '../testing/subscriptions.ts'

const PROGRESS = 'subscription { progress { sequence } }'
const LIMITS = {
  socketsPerUser: 3,
  subscriptionsPerSocket: 2,
  messageBytes: 2_000,
  connectionInitTimeoutMs: 60_000,
  pingMs: 60_000,
}

let service: TestService
let address: string
const open: RawSocket[] = []

beforeAll(async () => {
  service = await startTestService({ worker: false, config: { liveLimits: LIMITS } })
  address = service.address
})
afterEach(async () => {
  for (const socket of open.splice(0)) socket.close()
  await live(0)
})
afterAll(() => service.close())

const live = (count: number) => eventually(async () => expect((await connections(address)).live).toBe(count))

async function openSocket(options: Parameters<typeof openRawSocket>[1] = {}, at = address): Promise<RawSocket> {
  const socket = await openRawSocket(at, options)
  open.push(socket)
  return socket
}

/** A subscription over SSE. */
async function openStream(): Promise<{ status: number; leave: () => void }> {
  const leaving = new AbortController()
  const { status } = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: PROGRESS }),
    signal: leaving.signal,
  })
  return { status, leave: () => leaving.abort() }
}

describe('live connections of a user', () => {
  test('one WebSocket more than there may be is closed with the reason, and the others live on', async () => {
    const [first] = [await openSocket(), await openSocket(), await openSocket()]

    const fourth = await openSocket({ init: false })

    const reason = 'RATE_LIMITED: 3 live connections are the most. Close another one first.'
    expect(await fourth.closed).toEqual({ code: 4429, reason })
    first.subscribe('viewer', '{ viewer { id } }')
    expect(await first.message('next', 'viewer')).toBeDefined()
  })

  test('a subscription over SSE is one of them', async () => {
    const streams = [await openStream(), await openStream()]
    await openSocket()

    const [refused] = await Array.fromAsync(subscribeSse(address, PROGRESS))

    const message = expect.stringMatching(/^You have 3 live connections already.*Close one/)
    expect(await refusal(refused!)).toEqual({ code: 'RATE_LIMITED', message })
    expect((await (await openSocket({ init: false })).closed).code).toBe(4429)
    expect((await openStream()).status).toBe(429)
    for (const stream of streams) stream.leave()
  })

  test('one that ends frees its place, whoever ends it', async () => {
    const stream = await openStream()
    const [closing, cut] = [await openSocket(), await openSocket()]
    const { document } = await upload(address, smallPdf('Its stream ends.'))

    stream.leave()
    closing.socket.close()
    cut.socket.terminate()
    await live(0)

    const ended = Array.fromAsync(subscribeSse(address, DOCUMENT_PROGRESS, { id: document.id }))
    await live(1)
    await finish(service.services, document.id)
    await ended
    await live(0)
  })

  test('a query over HTTP needs no place', async () => {
    await Promise.all([openSocket(), openSocket(), openSocket()])
    expect((await fetch(`${address}/graphql?query={viewer{id}}`)).status).toBe(200)
  })
})

describe('subscriptions of a WebSocket', () => {
  test('one more than there may be is refused, and the others live on', async () => {
    const socket = await openSocket()
    const { document } = await upload(address, smallPdf('Watched.'))
    socket.subscribe('a', PROGRESS)
    socket.subscribe('b', DOCUMENT_PROGRESS, { id: document.id, after: 0 })
    await socket.message('next', 'b')

    socket.subscribe('c', PROGRESS)

    expect((await socket.message('error', 'c')).payload).toEqual([
      {
        message: expect.stringMatching(/^This WebSocket has 2 subscriptions already.*End one/),
        extensions: { code: 'RATE_LIMITED' },
      },
    ])
    await finish(service.services, document.id)
    await socket.message('complete', 'b')
    expect(socket.results('b').map(({ data }) => data.documentProgress.sequence)).toEqual([1, 2])
  })

  test('one that ends frees its place, whoever ends it', async () => {
    const socket = await openSocket()
    const { document } = await upload(address, smallPdf('Completed.'))
    socket.subscribe('a', PROGRESS)
    socket.subscribe('b', DOCUMENT_PROGRESS, { id: document.id, after: 0 })
    await finish(service.services, document.id)
    await socket.message('complete', 'b')
    socket.send({ type: 'complete', id: 'a' })

    for (const id of ['c', 'd']) {
      socket.subscribe(id, DOCUMENT_PROGRESS, { id: document.id, after: 0 })
      await socket.message('complete', id)
    }
    expect(socket.messages.filter(({ type }) => type === 'error')).toEqual([])
  })
})

test('a message that is too large closes its WebSocket, with the limit', async () => {
  const socket = await openSocket()
  socket.subscribe('large', `{ viewer { id } } #${'x'.repeat(2_000)}`)
  expect(await socket.closed).toEqual({
    code: 1009,
    reason: 'RATE_LIMITED: a message has at most 2000 bytes. Send less at once, and files over HTTP.',
  })
})

describe('a WebSocket that is silent', () => {
  let impatient: TestService

  beforeAll(async () => {
    const liveLimits = { ...LIMITS, connectionInitTimeoutMs: 200, pingMs: 200 }
    impatient = await startTestService({ worker: false, config: { liveLimits } })
  })
  afterAll(() => impatient.close())

  test('is closed where it never says connection_init', async () => {
    const socket = await openSocket({ init: false }, impatient.address)
    expect(await socket.closed).toEqual({
      code: 4408,
      reason: expect.stringMatching(/^RATE_LIMITED: connection_init is awaited for \d+ ms/),
    })
  })

  test('is closed where it answers no ping, and frees its place and what it watched', async () => {
    const { document } = await upload(impatient.address, smallPdf('Watched by the dead.'))
    const dead = await openSocket({ answersPings: false }, impatient.address)
    dead.subscribe('a', DOCUMENT_PROGRESS, { id: document.id, after: 0 })
    await dead.message('next', 'a')

    expect(await dead.closed).toMatchObject({ code: 1006 })
    await eventually(async () => {
      expect(await connections(impatient.address)).toMatchObject({ live: 0 })
      expect(await watchers(impatient.address)).toEqual({ documents: 0, listeners: 0 })
    })
  })

  test('is kept where it answers', async () => {
    const alive = await openSocket({}, impatient.address)
    for (let pings = 0; pings < 5; pings++) await once(alive.socket, 'ping')
    expect(alive.socket.readyState).toBe(WebSocket.OPEN)
  })
})
