// Who asks for events that were removed because of their age is told so, and gets those that are kept.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { ageEvents } from '../../testing/age-events.ts'
import { upload } from '../../testing/graphql.ts'
import { advance, finish } from '../../testing/scripted-job.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import { smallPdf } from '../../testing/small-pdf.ts'
import { DOCUMENT_PROGRESS, TRANSPORTS, values } from '../../testing/subscriptions.ts'
import { pruneEvents } from '../../worker/prune-events.ts'

let service: TestService

beforeAll(async () => {
  service = await startTestService({ worker: false })
})
afterAll(() => service.close())

let uploads = 0

/** Of its events 1 to 6, the first three are gone. */
async function prunedDocument(): Promise<string> {
  const { document } = await upload(service.address, smallPdf(`Document ${++uploads}.`))
  for (const page of [1, 2, 3, 4]) await advance(service.services, document.id, { details: { page } })
  await finish(service.services, document.id)
  await ageEvents(service.services, document.id, 31, 3)
  await pruneEvents(service.services, 30)
  return document.id
}

describe.each(TRANSPORTS)('over $transport', ({ subscribe }) => {
  const watched = async (id: string, after: number | null) =>
    (await Array.fromAsync(values(subscribe(service.address, DOCUMENT_PROGRESS, { id, after })))).map(
      ({ sequence, details }) => ({ sequence, details }),
    )

  test('a replay from before what is kept begins with the oldest that is, and says that it is truncated', async () => {
    const id = await prunedDocument()

    for (const after of [0, 2]) {
      expect(await watched(id, after)).toEqual([
        { sequence: 4, details: { page: 3, truncated: true } },
        { sequence: 5, details: { page: 4 } },
        { sequence: 6, details: {} },
      ])
    }
  })

  test('a replay of what is kept is not truncated', async () => {
    const id = await prunedDocument()

    expect(await watched(id, 3)).toEqual([
      { sequence: 4, details: { page: 3 } },
      { sequence: 5, details: { page: 4 } },
      { sequence: 6, details: {} },
    ])
    expect(await watched(id, null)).toEqual([{ sequence: 6, details: {} }])
  })

  test('where only the newest event is left, it says so too', async () => {
    const id = await prunedDocument()
    await ageEvents(service.services, id, 31)
    await pruneEvents(service.services, 30)

    expect(await watched(id, 0)).toEqual([{ sequence: 6, details: { truncated: true } }])
    expect(await watched(id, 5)).toEqual([{ sequence: 6, details: {} }])
  })
})
