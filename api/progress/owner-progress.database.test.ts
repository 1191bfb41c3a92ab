import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { eventually } from '../../core/testing/eventually.ts'
import { ask, upload } from '../../testing/graphql.ts'
import { advance, finish } from '../../testing/scripted-job.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import { smallPdf } from '../../testing/small-pdf.ts'
import { TRANSPORTS, values, watchers, type Subscribe } from '../../testing/subscriptions.ts'

let service: TestService
let address: string

beforeAll(async () => {
  service = await startTestService({ worker: false })
  address = service.address
})
afterAll(() => service.close())

let uploads = 0

async function newDocument(): Promise<string> {
  const { document } = await upload(address, smallPdf(`Document ${++uploads}.`))
  return document.id
}

const PROGRESS = 'subscription { progress { documentId sequence stage progress document { filename status } } }'

/** A subscription that is known to have begun: it has told of an upload. (A socket does not say when one begins.) */
async function begun(subscribe: Subscribe) {
  const events = values(subscribe(address, PROGRESS))
  let told = false
  const first = events.next().then(() => (told = true))
  await eventually(async () => {
    await newDocument()
    expect(told).toBe(true)
  })
  await first
  return events
}

describe.each(TRANSPORTS)('over $transport', ({ subscribe }) => {
  test('it tells of every new document, in order for each, to its end', async () => {
    const events = await begun(subscribe)
    const ids = [await newDocument(), await newDocument()]
    for (const id of [...ids, ...ids]) await advance(service.services, id)
    for (const id of ids) await finish(service.services, id)

    const told: Record<string, number[]> = Object.fromEntries(ids.map((id) => [id, []]))
    for await (const { documentId, sequence, document } of events) {
      told[documentId]?.push(sequence)
      expect(document.filename).toBe('small.pdf')
      if (ids.every((id) => told[id]!.at(-1) === 4)) break
    }

    for (const id of ids) expect(told[id]).toEqual(told[id]!.toSorted((a, b) => a - b))
  })

  test('of many events at once it tells the newest of each document, and every end', async () => {
    const events = await begun(subscribe)
    const ids = [await newDocument(), await newDocument()]
    // Nobody hears of them one by one: they are found together when listening looks again.
    const silent = { ...service.services, announcer: { ...service.services.announcer, documentMoved: () => {} } }
    for (let count = 0; count < 30; count++) for (const id of ids) await advance(silent, id)
    await finish(silent, ids[0]!)
    await ask(address, `mutation { reprocess(documentId: "${ids[0]}") { enqueued } }`)
    await finish(service.services, ids[1]!)

    const ends = new Map([
      [ids[0], 33],
      [ids[1], 32],
    ])
    const told: { documentId: string; stage: string; sequence: number }[] = []
    for await (const event of events) {
      if (ends.has(event.documentId)) told.push(event)
      if (ends.get(event.documentId) === event.sequence) ends.delete(event.documentId)
      if (ends.size === 0) break
    }

    // The first of the two has begun anew.
    const finals = told.filter(({ stage }) => stage === 'COMPLETED')
    expect(finals.map(({ documentId }) => documentId).toSorted()).toEqual(ids.toSorted())
    expect(told.length).toBeLessThan(30)
  })

  test('of documents that were there before it tells only what is new', async () => {
    const old = await newDocument()
    await advance(service.services, old)
    const events = await begun(subscribe)

    await advance(service.services, old)

    for await (const { documentId, sequence } of events) {
      if (documentId !== old) continue
      expect(sequence).toBe(3)
      break
    }
  })

  test('it outlives the deletion of a document', async () => {
    const gone = await newDocument()
    const events = await begun(subscribe)
    await ask(address, `mutation { deleteDocument(id: "${gone}") }`)

    const id = await newDocument()

    for await (const event of events) if (event.documentId === id) break
  })

  test('a subscriber that leaves leaves nothing behind', async () => {
    const events = await begun(subscribe)
    expect((await watchers(address)).listeners).toBe(1)

    await events.return(null)

    await eventually(async () => expect((await watchers(address)).listeners).toBe(0))
  })
})

test('who has the answer to a subscription over SSE is told everything from then on', async () => {
  const response = await fetch(`${address}/graphql?query=${encodeURIComponent(PROGRESS)}`, {
    headers: { accept: 'text/event-stream' },
  })

  const id = await newDocument()

  let text = ''
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
    text += piece
    if (text.includes('"sequence":1')) break
  }
  expect(text).toContain(id)
})
