import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { eventually } from '../../core/testing/eventually.ts'
import { ask, uploadBatch } from '../../testing/graphql.ts'
import { advance, finish } from '../../testing/scripted-job.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import { smallPdf } from '../../testing/small-pdf.ts'
import { TRANSPORTS, values, watchers } from '../../testing/subscriptions.ts'

let service: TestService
let address: string

beforeAll(async () => {
  service = await startTestService({ worker: false })
  address = service.address
})
afterAll(() => service.close())

let uploads = 0

async function newBatch(size: number): Promise<{ id: string; members: string[] }> {
  const files = Array.from({ length: size }, () => smallPdf(`Document ${++uploads}.`))
  const { id, documents } = await uploadBatch(address, files)
  return { id, members: documents.map((document: { id: string }) => document.id) }
}

describe.each(TRANSPORTS)('over $transport', ({ subscribe }) => {
  const watch = (id: string) =>
    values(
      subscribe(
        address,
        `subscription ($id: ID!) { batchProgress(batchId: $id) { id total completed failed cancelled progress } }`,
        { id },
      ),
    )

  test('it begins with the batch as it stands, tells each change, and ends when all documents are final', async () => {
    const { id, members } = await newBatch(3)
    await finish(service.services, members[0]!)
    const batch = watch(id)

    expect((await batch.next()).value).toMatchObject({ id, total: 3, completed: 1, failed: 0, cancelled: 0 })
    await advance(service.services, members[1]!, { progress: 0.5 })
    expect((await batch.next()).value).toMatchObject({ completed: 1, progress: expect.closeTo(0.5, 6) })
    await finish(service.services, members[1]!, 'FAILED')
    expect((await batch.next()).value).toMatchObject({ completed: 1, failed: 1 })
    await finish(service.services, members[2]!, 'CANCELLED')
    expect((await batch.next()).value).toMatchObject({ completed: 1, failed: 1, cancelled: 1 })
    expect(await batch.next()).toMatchObject({ done: true })
  })

  test('of a batch that is final it tells once, and ends', async () => {
    const { id, members } = await newBatch(2)
    for (const member of members) await finish(service.services, member)

    expect(await Array.fromAsync(watch(id))).toMatchObject([{ total: 2, completed: 2, progress: 1 }])
  })

  test('deleting its last unfinished document ends it', async () => {
    const { id, members } = await newBatch(2)
    await finish(service.services, members[0]!)
    const batch = watch(id)
    await batch.next()

    await ask(address, `mutation { deleteDocument(id: "${members[1]}") }`)

    expect((await batch.next()).value).toMatchObject({ total: 1, completed: 1, progress: 1 })
    expect(await batch.next()).toMatchObject({ done: true })
  })

  test('whatever happens at once, the last that it tells is the end', async () => {
    const { id, members } = await newBatch(8)
    const told = Array.fromAsync(watch(id))

    await Promise.all(members.map((member) => finish(service.services, member)))

    expect((await told).at(-1)).toMatchObject({ total: 8, completed: 8, progress: 1 })
  })

  test('many changes are told as few, and the end always', async () => {
    const { id, members } = await newBatch(2)
    const began = performance.now()
    const told = Array.fromAsync(watch(id))

    for (let step = 1; step <= 100; step++) await advance(service.services, members[0]!, { progress: step / 200 })
    for (const member of members) await finish(service.services, member)

    // The first at once, and the last; between them one each fifth of a second at most, however long this machine takes.
    const updates = (await told).length
    expect(updates).toBeLessThanOrEqual(3 + (performance.now() - began) / 199)
    expect((await told).at(-1)).toMatchObject({ completed: 2, progress: 1 })
  })

  test('a subscriber that leaves leaves nothing behind', async () => {
    const { id } = await newBatch(1)
    const batch = watch(id)
    await batch.next()
    expect((await watchers(address)).listeners).toBe(1)

    await batch.return(null)

    await eventually(async () => expect((await watchers(address)).listeners).toBe(0))
  })
})
