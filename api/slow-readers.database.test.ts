// Clients that stop reading: they cost little memory and nobody else anything, and find everything when they read again.
import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { readConfig } from '../core/config.ts'
import { eventually } from '../core/testing/eventually.ts'
import { eventfulDocument } from '../testing/eventful-document.ts'
import { ask } from '../testing/graphql.ts'
import { openRawSocket } from '../testing/raw-socket.ts'
import { finish } from '../testing/scripted-job.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { connections, DOCUMENT_PROGRESS, TRANSPORTS, values, watchers } from '../testing/subscriptions.ts'

const EVENT_BYTES = 100_000
const MEGABYTE = 1_048_576

let service: TestService
let address: string

beforeAll(async () => {
  // A machine that is busy with other tests must not make a slow reader a dead one.
  const liveLimits = { ...readConfig({}).liveLimits, pingMs: 600_000 }
  service = await startTestService({ worker: false, config: { liveLimits } })
  address = service.address
})
afterAll(() => service.close())

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)

/** Everybody else's view: all events of the document. */
async function readByOthers(id: string): Promise<number[][]> {
  const all = TRANSPORTS.map(({ subscribe }) =>
    Array.fromAsync(values(subscribe(address, DOCUMENT_PROGRESS, { id, after: 0 }))),
  )
  return (await Promise.all(all)).map((events) => events.map(({ sequence }) => sequence))
}

/** An answer over SSE of which nothing is read yet. */
async function openUnread(id: string): Promise<IncomingMessage> {
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' }
  const request = httpRequest(`${address}/graphql`, { method: 'POST', headers })
  request.on('error', () => {})
  request.end(JSON.stringify({ query: DOCUMENT_PROGRESS, variables: { id, after: 0 } }))
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  return response
}

/** Waits until more is on its way than the machine's buffers hold. */
const held = (least: number) =>
  eventually(async () => expect((await connections(address)).unsentBytes).toBeGreaterThan(least))

test('subscriptions of a WebSocket that is not read hold one event each, and go on without loss', async () => {
  // 100 MB in all.
  const id = await eventfulDocument(service, 200, EVENT_BYTES)
  const ids = ['a', 'b', 'c', 'd', 'e']
  const slow = await openRawSocket(address)
  slow.socket.pause()
  for (const each of ids) slow.subscribe(each, DOCUMENT_PROGRESS, { id, after: 0 })
  await held(0)
  await finish(service.services, id)

  expect(await readByOthers(id)).toEqual([upTo(202), upTo(202)])
  const { unsentBytes } = await connections(address)
  expect(unsentBytes).toBeGreaterThan(0)
  expect(unsentBytes).toBeLessThan(ids.length * EVENT_BYTES * 1.1)

  slow.socket.resume()
  for (const each of ids) {
    await slow.message('complete', each)
    expect(slow.results(each).map(({ data }) => data.documentProgress.sequence)).toEqual(upTo(202))
  }
  slow.close()
})

test('a stream over SSE that is not read holds an event or two, and goes on without loss', async () => {
  const id = await eventfulDocument(service, 200, EVENT_BYTES)
  const slow = await openUnread(id)
  await held(0)
  await finish(service.services, id)

  expect(await readByOthers(id)).toEqual([upTo(202), upTo(202)])
  const { unsentBytes } = await connections(address)
  expect(unsentBytes).toBeGreaterThan(0)
  expect(unsentBytes).toBeLessThan(2 * EVENT_BYTES * 1.1)

  const sequences = [...(await text(slow)).matchAll(/"sequence":(\d+)/g)].map(([, sequence]) => Number(sequence))
  expect(sequences).toEqual(upTo(202))
})

test.each(['graphql-ws', 'SSE'])(
  'one that leaves over %s without ever reading leaves nothing behind',
  async (transport) => {
    const id = await eventfulDocument(service, 200, EVENT_BYTES)
    const socket = transport === 'SSE' ? null : await openRawSocket(address)
    socket?.socket.pause()
    socket?.subscribe('a', DOCUMENT_PROGRESS, { id, after: 0 })
    const stream = transport === 'SSE' ? await openUnread(id) : null
    await held(0)

    socket?.close()
    stream?.destroy()

    await eventually(async () => {
      expect(await connections(address)).toEqual({ live: 0, unsentBytes: 0 })
      expect(await watchers(address)).toEqual({ documents: 0, listeners: 0 })
    })
  },
)

test('a document that is deleted before its slow reader has caught up ends the subscription', async () => {
  // More than are read from the table at once.
  const id = await eventfulDocument(service, 1_000, 30_000)
  const slow = await openRawSocket(address)
  slow.socket.pause()
  slow.subscribe('a', DOCUMENT_PROGRESS, { id, after: 0 })
  await held(0)

  await ask(address, `mutation { deleteDocument(id: "${id}") }`)
  slow.socket.resume()

  await slow.message('complete', 'a')
  const sequences = slow.results('a').map(({ data }) => data.documentProgress.sequence)
  expect(sequences).toEqual(upTo(sequences.length))
  expect(sequences.length).toBeLessThan(1_001)
  slow.close()
})

test('a client that sends and never reads is not listened to until it reads', async () => {
  const flooding = await openRawSocket(address)
  flooding.socket.pause()
  const payload = { filler: 'x'.repeat(60_000) }
  for (let sent = 0; sent < 1_000; sent++) flooding.send({ type: 'ping', payload })
  await held(MEGABYTE)

  await ask(address, '{ viewer { id } }')
  expect((await connections(address)).unsentBytes).toBeLessThan(2 * MEGABYTE)
  expect(flooding.socket.bufferedAmount).toBeGreaterThan(MEGABYTE)

  flooding.socket.resume()
  await eventually(() => expect(flooding.messages.filter(({ type }) => type === 'pong')).toHaveLength(1_000))
  flooding.close()
})
