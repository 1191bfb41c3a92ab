import { afterAll, beforeAll, expect, test } from 'vitest'

import { enqueueDocument } from '../../core/enqueue-document.ts'
import { upload } from '../../testing/graphql.ts'
import { finish } from '../../testing/scripted-job.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import { smallPdf } from '../../testing/small-pdf.ts'
import { LOCAL_OWNER } from '../context.ts'
import { openProgressFeeds, type ProgressFeeds } from './progress-feeds.ts'

let service: TestService
let feeds: ProgressFeeds

beforeAll(async () => {
  service = await startTestService({ worker: false })
  feeds = await openProgressFeeds(service.services)
})
afterAll(async () => {
  await feeds.listener.close()
  await service.close()
})

async function newDocument(text: string): Promise<string> {
  const { document } = await upload(service.address, smallPdf(text))
  return document.id
}

const OPTIONS = { chunkingStrategy: 'SENTENCE', chunkSize: 512, chunkOverlap: 50 } as const

test('a document that is processed anew is not taken for final, though another watcher saw it final', async () => {
  const { database, queue } = service.services
  const documentId = await newDocument('Final and not final.')
  await finish(service.services, documentId)
  const early = await feeds.documents.watch(documentId)
  expect(early).toMatchObject({ last: 2, final: true })

  // Without announcing it: the notification is still on its way.
  await database.transaction((transaction) =>
    enqueueDocument(transaction, queue, { documentId, ownerId: LOCAL_OWNER, options: OPTIONS }),
  )
  const late = await feeds.documents.watch(documentId)

  expect(late).toMatchObject({ last: 3, final: false })
  expect((await late.eventsAfter(2)).map(({ sequence }) => sequence)).toEqual([3])
  early.close()
  late.close()
})

test('a change that nobody announced is found within seconds', async () => {
  const { database, queue } = service.services
  const documentId = await newDocument('Not announced.')
  const watch = await feeds.documents.watch(documentId)
  const silent = { database, queue, announcer: { ...service.services.announcer, documentMoved: () => {} } }

  await finish(silent, documentId)
  await watch.moved(1, AbortSignal.timeout(10_000))

  expect(watch).toMatchObject({ last: 2, final: true })
  watch.close()
})

test('what happens while a watch begins is not missed', async () => {
  const documentId = await newDocument('While it begins.')

  const [watch] = await Promise.all([feeds.documents.watch(documentId), finish(service.services, documentId)])
  await watch.moved(1, AbortSignal.timeout(10_000))

  expect((await watch.eventsAfter(0)).map(({ sequence }) => sequence)).toEqual([1, 2])
  watch.close()
})

test('a document is watched once for all of its watchers, and no longer once the last has left', async () => {
  const documentId = await newDocument('Watched by many.')
  const watches = await Promise.all(Array.from({ length: 5 }, () => feeds.documents.watch(documentId)))
  expect(feeds.documents.watched).toBe(1)

  for (const watch of watches.slice(1)) watch.close()
  expect(feeds.documents.watched).toBe(1)
  watches[0]!.close()

  expect(feeds.documents.watched).toBe(0)
})
