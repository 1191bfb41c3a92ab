import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { eventually } from '../../core/testing/eventually.ts'
import { ask, upload } from '../../testing/graphql.ts'
import { advance, finish } from '../../testing/scripted-job.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import { smallPdf } from '../../testing/small-pdf.ts'
import { DOCUMENT_PROGRESS, TRANSPORTS, values, watchers } from '../../testing/subscriptions.ts'

// Without a worker: each event happens when the test says so.
let service: TestService
let address: string

beforeAll(async () => {
  service = await startTestService({ worker: false })
  address = service.address
})
afterAll(() => service.close())

let uploads = 0

/** A new document with its first event. */
async function newDocument(): Promise<string> {
  const { document } = await upload(address, smallPdf(`Document ${++uploads}.`))
  return document.id
}

/** One with the events 1 to 6, the last of which is final. */
async function finalDocument(): Promise<string> {
  const id = await newDocument()
  for (const progress of [0.1, 0.2, 0.3, 0.4]) await advance(service.services, id, { progress })
  await finish(service.services, id)
  return id
}

describe.each(TRANSPORTS)('over $transport', ({ subscribe }) => {
  const watch = (id: string, after?: number | null) => values(subscribe(address, DOCUMENT_PROGRESS, { id, after }))
  const sequences = async (id: string, after?: number | null) =>
    (await Array.fromAsync(watch(id, after))).map(({ sequence }) => sequence)

  test('every event after the cursor comes in order, and the subscription completes after the final one', async () => {
    const id = await finalDocument()

    for (const after of [0, 1, 3, 5]) {
      const rest = [1, 2, 3, 4, 5, 6].slice(after)
      expect(await sequences(id, after)).toEqual(rest)
    }
  })

  test('an event tells what the job has written', async () => {
    const id = await newDocument()
    await advance(service.services, id, { progress: 0.25, message: 'Page 2 of 9', details: { page: 2, pages: 9 } })
    await finish(service.services, id, 'FAILED')

    const events = await Array.fromAsync(watch(id, 0))

    const { document } = await ask(address, `{ document(id: "${id}") { job { id events { sequence createdAt } } } }`)
    expect(events).toMatchObject([
      { sequence: 1, documentId: id, jobId: document.job.id, stage: 'QUEUED', progress: 0, error: null },
      { sequence: 2, stage: 'EXTRACTING', progress: 0.25, message: 'Page 2 of 9', details: { page: 2, pages: 9 } },
      { sequence: 3, stage: 'FAILED', progress: 0.25, error: 'on purpose' },
    ])
    expect(events.map(({ sequence, createdAt }) => ({ sequence, createdAt }))).toEqual(document.job.events)
  })

  test.each(['COMPLETED', 'FAILED', 'CANCELLED'] as const)('a job that is %s is the end', async (status) => {
    const id = await newDocument()
    await finish(service.services, id, status)

    expect(await sequences(id, 0)).toEqual([1, 2])
  })

  test('without a cursor it begins with the latest event', async () => {
    const id = await newDocument()
    await advance(service.services, id)
    const events = watch(id)

    expect((await events.next()).value).toMatchObject({ sequence: 2 })
    await advance(service.services, id)
    expect((await events.next()).value).toMatchObject({ sequence: 3 })
    await finish(service.services, id)
    expect((await events.next()).value).toMatchObject({ sequence: 4, stage: 'COMPLETED' })
    expect(await events.next()).toMatchObject({ done: true })
    expect(await sequences(id, null)).toEqual([4])
  })

  test('a cursor at the end of a final document, or beyond it, completes at once', async () => {
    const id = await finalDocument()

    expect(await sequences(id, 6)).toEqual([])
    expect(await sequences(id, 99)).toEqual([])
  })

  test('a cursor beyond the events that there are gives none before its own, and completes with the job', async () => {
    const id = await newDocument()
    const all = sequences(id, 2)
    await eventually(async () => expect(await watchers(address)).toMatchObject({ documents: 1 }))

    for (let sequence = 2; sequence <= 4; sequence++) await advance(service.services, id)
    await finish(service.services, id)

    expect(await all).toEqual([3, 4, 5])
  })

  test('new events come as they happen', async () => {
    const id = await newDocument()
    const events = watch(id, 0)

    for (let sequence = 1; sequence <= 5; sequence++) {
      expect((await events.next()).value).toMatchObject({ sequence })
      await advance(service.services, id)
    }
    await finish(service.services, id)

    expect((await Array.fromAsync(events)).map(({ sequence }) => sequence)).toEqual([6, 7])
  })

  test('a document that is processed anew goes on where it ended, to its new end', async () => {
    const id = await finalDocument()
    await ask(address, `mutation { reprocess(documentId: "${id}") { enqueued } }`)
    const events = watch(id, 6)

    expect((await events.next()).value).toMatchObject({ sequence: 7, stage: 'QUEUED', progress: 0 })
    await finish(service.services, id)
    expect((await Array.fromAsync(events)).map(({ sequence }) => sequence)).toEqual([8])
    expect(await sequences(id, 0)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  test('deleting the document ends the subscription', async () => {
    const id = await newDocument()
    const events = watch(id, 0)
    await events.next()

    await ask(address, `mutation { deleteDocument(id: "${id}") }`)

    expect(await events.next()).toMatchObject({ done: true })
  })

  test('a subscriber that leaves is no longer watched for, at whatever point it leaves', async () => {
    const id = await newDocument()
    const [waiting, read, other] = [watch(id, 1), watch(id, 0), watch(id, 0)]
    const never = waiting.next()
    await Promise.all([read.next(), other.next()])
    expect(await watchers(address)).toEqual({ documents: 1, listeners: 0 })

    await Promise.all([read.return(null), other.return(null)])
    expect((await watchers(address)).documents).toBe(1)
    await finish(service.services, id)

    expect((await never).value).toMatchObject({ sequence: 2 })
    await eventually(async () => expect(await watchers(address)).toEqual({ documents: 0, listeners: 0 }))
  })

  test('a subscriber that leaves while nothing happens leaves nothing behind', async () => {
    const id = await newDocument()
    const events = watch(id, 0)
    await events.next()
    expect(await watchers(address)).toEqual({ documents: 1, listeners: 0 })

    await events.return(null)

    await eventually(async () => expect(await watchers(address)).toEqual({ documents: 0, listeners: 0 }))
  })
})
