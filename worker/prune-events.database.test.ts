// Old events go, from the beginning on, and what is left is a log without gaps.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { findViolations } from '../core/invariants.ts'
import { eventInvariants } from '../core/invariants/events.ts'
import { eventually } from '../core/testing/eventually.ts'
import { ageEvents } from '../testing/age-events.ts'
import { eventfulDocument } from '../testing/eventful-document.ts'
import { ask, upload } from '../testing/graphql.ts'
import { advance, finish } from '../testing/scripted-job.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { smallPdf } from '../testing/small-pdf.ts'
import { pruneEvents } from './prune-events.ts'
import { startWorker } from './start-worker.ts'

let service: TestService

beforeAll(async () => {
  service = await startTestService({ worker: false })
})
afterAll(() => service.close())

let uploads = 0

/** A document with the events 1 to `count`; the last is final, unless another is wanted. */
async function documentWith(count: number, { final = true } = {}): Promise<string> {
  const { document } = await upload(service.address, smallPdf(`Document ${++uploads}.`))
  for (let sequence = 2; sequence < count; sequence++) await advance(service.services, document.id)
  await (final ? finish : advance)(service.services, document.id)
  return document.id
}

const prune = () => pruneEvents(service.services, 30)
const sequencesOf = async (documentId: string) =>
  (
    await service.services.database.prisma.progressEvent.findMany({
      where: { documentId },
      orderBy: { sequence: 'asc' },
    })
  ).map(({ sequence }) => sequence)
/** What breaks the rules for events; a job that is finished by hand breaks others. */
const problems = async () => {
  const names = new Set(eventInvariants.map(({ name }) => name))
  return (await findViolations(service.services.database)).filter(({ name }) => names.has(name))
}
const healthy = async () => expect(await problems()).toEqual([])
const removeByHand = (documentId: string, sequence: number) =>
  service.services.database.prisma.progressEvent.delete({ where: { documentId_sequence: { documentId, sequence } } })

test('old events of a finished document go, but for the newest', async () => {
  const id = await documentWith(6)
  await ageEvents(service.services, id, 31)

  expect(await prune()).toBe(5)

  expect(await sequencesOf(id)).toEqual([6])
  await healthy()
  expect(await prune()).toBe(0)
})

test('events that are not old yet stay, and those of a document that is being processed', async () => {
  const [young, half, unfinished] = [
    await documentWith(6),
    await documentWith(6),
    await documentWith(6, { final: false }),
  ]
  await ageEvents(service.services, young, 29)
  await ageEvents(service.services, half, 31, 3)
  await ageEvents(service.services, unfinished, 31)

  expect(await prune()).toBe(3)

  expect(await sequencesOf(young)).toEqual([1, 2, 3, 4, 5, 6])
  expect(await sequencesOf(half)).toEqual([4, 5, 6])
  expect(await sequencesOf(unfinished)).toEqual([1, 2, 3, 4, 5, 6])
  await healthy()

  await finish(service.services, unfinished)
  await ageEvents(service.services, half, 31)
  expect(await prune()).toBe(6 + 2)
  expect(await sequencesOf(unfinished)).toEqual([7])
  expect(await sequencesOf(half)).toEqual([6])
})

test('a clock that was set back leaves no gap', async () => {
  const id = await documentWith(6)
  await ageEvents(service.services, id, 31)
  await ageEvents(service.services, id, -31, 3)
  await ageEvents(service.services, id, 31, 1)

  expect(await prune()).toBe(1)

  expect(await sequencesOf(id)).toEqual([2, 3, 4, 5, 6])
  await healthy()
})

test('a document that is processed anew goes on counting, and its earlier run goes whole', async () => {
  const id = await documentWith(4)
  await ageEvents(service.services, id, 31)
  await prune()
  await ask(service.address, `mutation { reprocess(documentId: "${id}") { enqueued } }`)
  await finish(service.services, id)
  expect(await sequencesOf(id)).toEqual([4, 5, 6])
  await healthy()

  await ageEvents(service.services, id, 31, 5)
  expect(await prune()).toBe(2)

  expect(await sequencesOf(id)).toEqual([6])
  await healthy()
})

test('several that prune at once remove each event once, however many there are', async () => {
  const ids = [
    await eventfulDocument(service, 450, 10),
    await eventfulDocument(service, 250, 10),
    await documentWith(3),
  ]
  await finish(service.services, ids[0]!)
  await finish(service.services, ids[1]!)
  for (const id of ids) await ageEvents(service.services, id, 31)

  const removed = await Promise.all([prune(), prune(), prune()])

  expect(removed.reduce((sum, count) => sum + count)).toBe(451 + 251 + 2)
  expect(await Promise.all(ids.map(sequencesOf))).toEqual([[452], [252], [3]])
  await healthy()
})

test('an event that is missing after those that were pruned is still found', async () => {
  const [inside, beginning] = [await documentWith(7), await documentWith(7)]
  for (const id of [inside, beginning]) await ageEvents(service.services, id, 31, 2)
  await prune()
  await healthy()

  await removeByHand(inside, 5)
  await removeByHand(beginning, 3)

  const found = (await problems()).map(({ name, id }) => ({ name, id }))
  expect(found).toHaveLength(2)
  for (const id of [inside, beginning]) expect(found).toContainEqual({ name: 'sequences-have-no-gaps', id })
  await service.services.database.prisma.document.deleteMany({ where: { id: { in: [inside, beginning] } } })
})

test('a worker prunes when it starts', async () => {
  const id = await documentWith(6)
  await ageEvents(service.services, id, 2)
  const worker = await startWorker(service.services, { ...service.config, eventRetentionDays: 1 })
  await eventually(async () => expect(await sequencesOf(id)).toEqual([6]))
  await worker.close()
})
