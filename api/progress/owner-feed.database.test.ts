// Who subscribes to `progress` and does not keep up.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { LOCAL_OWNER } from '../context.ts'
import { ask, upload } from '../../testing/graphql.ts'
import { advance, finish } from '../../testing/scripted-job.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import { smallPdf } from '../../testing/small-pdf.ts'
import type { OwnerWatch } from './owner-feed.ts'
import { openProgressFeeds, type ProgressFeeds } from './progress-feeds.ts'

let service: TestService
let feeds: ProgressFeeds
const { signal } = new AbortController()

beforeAll(async () => {
  service = await startTestService({ worker: false })
  feeds = await openProgressFeeds(service.services)
})
afterAll(async () => {
  await feeds.listener.close()
  await service.close()
})

let uploads = 0
const newDocument = async () => (await upload(service.address, smallPdf(`Document ${++uploads}.`))).document.id
/** What the watcher is told next, as "STAGE sequence" of this document. */
const told = async (watch: OwnerWatch, id: string) =>
  (await watch.next(signal))
    .filter(({ documentId }) => documentId === id)
    .map(({ stage, sequence }) => `${stage} ${sequence}`)

test('who reads nothing for an hour is told each end and the newest event, once', async () => {
  const id = await newDocument()
  const other = await newDocument()
  const slow = await feeds.owners.watch(LOCAL_OWNER)
  const quick = await feeds.owners.watch(LOCAL_OWNER)
  await advance(service.services, id)
  expect(await told(quick, id)).toEqual(['EXTRACTING 2'])
  await finish(service.services, id)
  expect(await told(quick, id)).toEqual(['COMPLETED 3'])
  await ask(service.address, `mutation { reprocess(documentId: "${id}") { enqueued } }`)
  expect(await told(quick, id)).toEqual(['QUEUED 4'])
  // All of that was long ago.
  await service.services.database.prisma.document.update({
    where: { id },
    data: { updatedAt: new Date(Date.now() - 3_600_000) },
  })

  expect(await told(slow, id)).toEqual(['COMPLETED 3', 'QUEUED 4'])

  await advance(service.services, other)
  expect(await told(slow, id)).toEqual([])
  await advance(service.services, id)
  expect(await told(slow, id)).toEqual(['EXTRACTING 5'])
  slow.close()
  quick.close()
  expect(feeds.owners.watchers).toBe(0)
})

test('what nobody was notified of is found when the feed looks again', async () => {
  const id = await newDocument()
  const watch = await feeds.owners.watch(LOCAL_OWNER)
  const silent = { ...service.services, announcer: { ...service.services.announcer, documentMoved: () => {} } }
  await advance(silent, id)
  await finish(silent, id)

  expect(await told(watch, id)).toEqual(['COMPLETED 3'])
  watch.close()
})
