// What those who watch a waiting document are told of its place in the line.
import { afterEach, beforeEach, expect, test } from 'vitest'

import { newPositions, tellPositions } from '../../core/queue-positions.ts'
import { eventually } from '../../core/testing/eventually.ts'
import { waitForEvent } from '../../testing/follow.ts'
import { ask, upload, uploadBatch } from '../../testing/graphql.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import { smallPdf } from '../../testing/small-pdf.ts'
import { tellPositionsOf } from './keep-telling-positions.ts'

let service: TestService

beforeEach(async () => {
  service = await startTestService({ worker: false })
})
afterEach(() => service.close())

let uploads = 0
const nextFile = () => smallPdf(`Waiting document ${++uploads}.`)

async function newDocument(): Promise<string> {
  return (await upload(service.address, nextFile())).document.id
}

/** Resolves once so many positions were told; a document must have waited for a second first. */
async function told(documentIds: string[], count: number): Promise<void> {
  let sum = 0
  await eventually(async () => expect((sum += await tellPositionsOf(documentIds, service.services))).toBe(count))
}

async function eventsOf(documentId: string) {
  const query = `{ document(id: "${documentId}") { job { message events { sequence stage progress message details } } } }`
  const { job } = (await ask(service.address, query)).document
  return { message: job.message, events: job.events }
}

test('who watches a waiting document is told how many are ahead, and hears of each that goes', async () => {
  const [first, second, watched] = [await newDocument(), await newDocument(), await newDocument()]

  const seen = waitForEvent(service.address, watched, ({ details }) => details['ahead'] === 0)
  await waitForEvent(service.address, watched, ({ details }) => details['ahead'] === 2)
  await ask(service.address, `mutation { cancelProcessing(documentId: "${first}") { id } }`)
  await waitForEvent(service.address, watched, ({ details }) => details['ahead'] === 1)
  await ask(service.address, `mutation { deleteDocument(id: "${second}") }`)
  await seen

  const { message, events } = await eventsOf(watched)
  expect(message).toBe('Waiting for a worker: next in line')
  expect(events).toMatchObject([
    { sequence: 1, message: 'Waiting for a worker' },
    {
      sequence: 2,
      stage: 'QUEUED',
      progress: 0,
      message: 'Waiting for a worker: 2 ahead of you',
      details: { ahead: 2 },
    },
    { sequence: 3, message: 'Waiting for a worker: 1 ahead of you', details: { ahead: 1 } },
    { sequence: 4, message: 'Waiting for a worker: next in line', details: { ahead: 0 } },
  ])
})

test('nothing is written for a document that nobody watches', async () => {
  const [unwatched, watched] = [await newDocument(), await newDocument()]
  await waitForEvent(service.address, watched, ({ details }) => details['ahead'] === 1)
  expect((await eventsOf(unwatched)).events).toHaveLength(1)
})

test('several processes tell a position once', async () => {
  const documents = [await newDocument(), await newDocument()]
  const seen = await eventually(async () => {
    const positions = await newPositions(service.services.database, documents)
    expect(positions.map(({ ahead }) => ahead)).toEqual([0, 1])
    return positions
  })
  // All of them have seen the same, and write at once.
  const each = await Promise.all(Array.from({ length: 5 }, () => tellPositions(service.services.database, seen)))
  expect(each.flat().toSorted()).toEqual(documents.toSorted())
  for (const id of documents) expect((await eventsOf(id)).events).toHaveLength(2)
})

test('a job that a worker took since its position was read has no event of it', async () => {
  const { database } = service.services
  const id = await newDocument()
  const seen = await eventually(async () => {
    const positions = await newPositions(database, [id])
    expect(positions).toHaveLength(1)
    return positions
  })
  await ask(service.address, `mutation { cancelProcessing(documentId: "${id}") { id } }`)
  expect(await tellPositions(database, seen)).toEqual([])
  expect((await eventsOf(id)).events).toMatchObject([{ stage: 'QUEUED' }, { stage: 'CANCELLED' }])
})

test('the documents of one upload are told the order in which workers take them', async () => {
  const { documents } = await uploadBatch(service.address, [nextFile(), nextFile(), nextFile(), nextFile()])
  const ids: string[] = documents.map(({ id }: { id: string }) => id)
  await told(ids, 4)
  const inLine: string[] = []
  for (const id of ids) inLine[(await eventsOf(id)).events[1].details.ahead] = id
  for (const id of inLine) expect((await service.services.queue.take('extract'))?.payload.documentId).toBe(id)
  expect(new Set(inLine)).toEqual(new Set(ids))
})

test('a document that was handed back at a later stage goes first, and is told so', async () => {
  const { database, queue } = service.services
  const [waiting, handedBack] = [await newDocument(), await newDocument()]
  const job = await database.prisma.job.findFirstOrThrow({ where: { documentId: handedBack } })
  const { id: jobId, ownerId, epoch } = job
  await database.transaction(async (transaction) => {
    await queue.discard(transaction, handedBack)
    await transaction.job.update({ where: { id: jobId }, data: { queue: 'embed' } })
    await queue.enqueue(transaction, 'embed', { jobId, documentId: handedBack, ownerId, epoch })
  })
  await told([waiting, handedBack], 2)
  expect((await eventsOf(handedBack)).message).toBe('Waiting for a worker: next in line')
  expect((await eventsOf(waiting)).message).toBe('Waiting for a worker: 1 ahead of you')
})

test('far behind, a document is told its position when it changed by a tenth', async () => {
  const { database } = service.services
  const documentId = await newDocument()
  const fill = (count: number) => database.prisma.$executeRaw`
    insert into pgboss.job (name, data, created_on)
    select 'extract-v1', '{}', now() - interval '1 hour' from generate_series(1, ${count}::int)`
  const shorten = (count: number) => database.prisma.$executeRaw`
    delete from pgboss.job where id in (select id from pgboss.job where data = '{}' limit ${count}::int)`
  await fill(1_000)
  await told([documentId], 1)
  expect((await eventsOf(documentId)).message).toBe('Waiting for a worker: 1,000 ahead of you')

  await shorten(99)
  await eventually(async () => {
    const [row] = await database.prisma.$queryRaw<{ old: boolean }[]>`
      select max(created_at) < now() - interval '1 second' as old from progress_events`
    expect(row!.old).toBe(true)
  })
  expect(await tellPositionsOf([documentId], service.services)).toBe(0)
  await shorten(1)
  expect(await tellPositionsOf([documentId], service.services)).toBe(1)
  expect((await eventsOf(documentId)).message).toBe('Waiting for a worker: 900 ahead of you')
})
