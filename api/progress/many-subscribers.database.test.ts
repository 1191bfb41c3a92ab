// Subscriptions to documents that real workers process, and to one with more events than anything holds at once.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { eventually } from '../../core/testing/eventually.ts'
import { eventfulDocument } from '../../testing/eventful-document.ts'
import { ask, upload } from '../../testing/graphql.ts'
import { finish } from '../../testing/scripted-job.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import { smallPdf } from '../../testing/small-pdf.ts'
import { DOCUMENT_PROGRESS, TRANSPORTS, values, watchers, type Subscribe } from '../../testing/subscriptions.ts'
import { startWorker } from '../../worker/start-worker.ts'

let service: TestService
let address: string

beforeAll(async () => {
  service = await startTestService({ worker: false })
  address = service.address
})
afterAll(() => service.close())

const all = (subscribe: Subscribe, id: string, after: number | null) =>
  Array.fromAsync(values(subscribe(address, DOCUMENT_PROGRESS, { id, after })))

test('all who watch a document while it is processed, and who comes after, are told the same', async () => {
  const pages = Array.from({ length: 8 }, (_, page) => `Page ${page} of a document that takes a moment. `.repeat(20))
  const { document } = await upload(address, smallPdf(...pages))
  const early = TRANSPORTS.flatMap(({ subscribe }) => [0, 0, null].map((after) => all(subscribe, document.id, after)))
  await eventually(async () => expect(await watchers(address)).toMatchObject({ documents: 1 }))

  const worker = await startWorker(service.services, service.config)
  const told = await Promise.all(early)
  await worker.close()

  const afterwards = await all(TRANSPORTS[0]!.subscribe, document.id, 0)
  expect(afterwards.map(({ sequence }) => sequence)).toEqual(afterwards.map((_, index) => index + 1))
  expect(afterwards.at(-1)).toMatchObject({ stage: 'COMPLETED', progress: 1 })
  for (const events of told) {
    const [{ sequence: first }] = events
    expect(events).toEqual(afterwards.slice(first - 1))
  }
  // Those who began with the first event; the others began where the document stood when they came.
  expect(told.filter(([{ sequence }]) => sequence === 1).length).toBeGreaterThanOrEqual(4)
  const answer = await ask(address, `{ document(id: "${document.id}") { job { events { sequence stage message } } } }`)
  expect(answer.document.job.events).toEqual(
    afterwards.map(({ sequence, stage, message }) => ({ sequence, stage, message })),
  )
})

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)

test.each(TRANSPORTS)('1,500 events come without a gap over $transport', async ({ subscribe }) => {
  const id = await eventfulDocument(service, 1_498, 10)
  const last = await finish(service.services, id)

  expect((await all(subscribe, id, 0)).map(({ sequence }) => sequence)).toEqual(upTo(last))
})

test('a subscriber that does not read keeps nobody else from reading, and misses nothing', async () => {
  const id = await eventfulDocument(service, 200, 100_000)
  // 20 MB: more than the sockets hold.
  const unread = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: DOCUMENT_PROGRESS, variables: { id, after: 0 } }),
  })
  const reading = TRANSPORTS.map(({ subscribe }) => all(subscribe, id, 0))
  await finish(service.services, id)

  for (const events of await Promise.all(reading)) expect(events.map(({ sequence }) => sequence)).toEqual(upTo(202))
  expect(await watchers(address)).toMatchObject({ documents: 1 })

  const sequences = [...(await unread.text()).matchAll(/"sequence":(\d+)/g)].map(([, sequence]) => Number(sequence))
  expect(sequences).toEqual(upTo(202))
  await eventually(async () => expect(await watchers(address)).toMatchObject({ documents: 0 }))
})
