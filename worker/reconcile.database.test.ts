// What comes from outside and leaves jobs and queue entries that do not fit together, and that it is mended.
import { setImmediate as nextTurn } from 'node:timers/promises'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { findViolations } from '../core/invariants.ts'
import { openQueue } from '../core/queue.ts'
import { eventually } from '../core/testing/eventually.ts'
import { follow } from '../testing/follow.ts'
import { ask, upload } from '../testing/graphql.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { reconcile } from './reconcile.ts'
import { startWorker, type Worker } from './start-worker.ts'
import { makeDocument } from './testing/make-document.ts'

let service: TestService
const workers: Worker[] = []

beforeEach(async () => {
  service = await startTestService({ worker: false })
})
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.close()
  await service.close()
})

const work = async () => void workers.push(await startWorker(service.services, service.config))
const sql = (text: string) => service.services.database.withSession((session) => session.script(text))
const healthy = async () => expect(await findViolations(service.services.database)).toEqual([])
const documentOf = async (id: string) =>
  (await ask(service.address, `query ($id: ID!) { document(id: $id) { status error } }`, { id })).document
const deadLetters = async () =>
  (await ask(service.address, `{ queues { name failed } }`)).queues.find(
    ({ name }: { name: string }) => name === 'dead-letter',
  ).failed

test('a job whose queue entry is gone is put back and completes', async () => {
  const { document } = await upload(service.address, makeDocument('lost'))
  await sql('delete from pgboss.job')
  expect(await reconcile(service.services)).toBe(1)
  await healthy()
  await work()
  const events = await follow(service.address, document.id)
  expect(events.map(({ message }) => message)).toContain(
    'Waiting for a worker: its place in the queue was lost and is restored',
  )
  expect(events.at(-1)).toMatchObject({ stage: 'COMPLETED' })
})

test('a worker mends at its start what was lost before', async () => {
  const { document } = await upload(service.address, makeDocument('lost'))
  await sql('delete from pgboss.job')
  await work()
  expect((await follow(service.address, document.id)).at(-1)).toMatchObject({ stage: 'COMPLETED' })
})

test('a queue entry whose document is gone, or whose job is final, is removed', async () => {
  await upload(service.address, makeDocument('gone'))
  await sql('delete from documents; delete from files')
  const { document } = await upload(service.address, makeDocument('final'))
  await sql(`
    create table kept as select * from pgboss.job where data ->> 'documentId' = '${document.id}'`)
  await ask(service.address, `mutation ($id: ID!) { cancelProcessing(documentId: $id) { id } }`, { id: document.id })
  await sql('insert into pgboss.job select * from kept')
  expect(await reconcile(service.services)).toBe(2)
  expect(await service.services.queue.take('extract')).toBeNull()
  await healthy()
})

test('a job whose every worker dies fails with the reason, is a dead letter, and can be processed again', async () => {
  const { document } = await upload(service.address, makeDocument('deadly'))
  const taken = (await service.services.queue.take('extract'))!
  // Its fifth repetition, of a worker that has been silent for longer than a heartbeat may be missing.
  await sql(`
    update pgboss.job set retry_count = 5, heartbeat_on = now() - interval '1 minute' where id = '${taken.id}'`)
  const supervisor = await openQueue(service.services.database, true, service.services.log)
  await eventually(async () => expect(await reconcile(service.services)).toBe(1), 30_000)
  await supervisor.close()
  const reason = 'The worker died 6 times while it processed this document. Reprocess it to try again.'
  expect(await documentOf(document.id)).toEqual({ status: 'FAILED', error: reason })
  expect(await deadLetters()).toBe(1)
  await healthy()

  const { sequence } = (await follow(service.address, document.id)).at(-1)!
  await ask(service.address, `mutation ($id: ID!) { reprocess(documentId: $id) { enqueued } }`, { id: document.id })
  expect(await deadLetters()).toBe(0)
  await work()
  expect((await follow(service.address, document.id, sequence)).at(-1)).toMatchObject({ stage: 'COMPLETED' })
  await healthy()
})

test('passages that nobody embeds any more are given free', async () => {
  const { document } = await upload(service.address, makeDocument('claimed'))
  await sql(`
    insert into embeddings (owner_id, model, passage_hash, claim, document_id)
    select owner_id, 'some model', 'some hash', 'a dead worker', id from documents where id = '${document.id}'`)
  expect(await reconcile(service.services)).toBe(0)
  expect(await service.services.database.prisma.embedding.count()).toBe(0)
})

test('a running system is left alone', async () => {
  service.provider.behave({ status: 500 }, 3)
  await work()
  await work()
  const topics = Array.from({ length: 12 }, (_, index) => `busy${index}`)
  const uploaded = await Promise.all(topics.map((topic) => upload(service.address, makeDocument(topic))))
  let mended = 0
  let done = false
  const reconciling = (async () => {
    while (!done) {
      mended += await reconcile(service.services)
      // PGlite answers without a turn of the event loop: everybody else would wait for ever.
      await nextTurn()
    }
  })()
  for (const { document } of uploaded) {
    expect((await follow(service.address, document.id)).at(-1)).toMatchObject({ stage: 'COMPLETED' })
  }
  done = true
  await reconciling
  expect(mended).toBe(0)
  await healthy()
})

test('several that reconcile at once mend each job once', async () => {
  const topics = Array.from({ length: 5 }, (_, index) => `lost${index}`)
  const uploaded = await Promise.all(topics.map((topic) => upload(service.address, makeDocument(topic))))
  await sql('delete from pgboss.job')
  const mended = await Promise.all(Array.from({ length: 4 }, () => reconcile(service.services)))
  expect(mended.reduce((sum, count) => sum + count)).toBe(5)
  await healthy()
  await work()
  for (const { document } of uploaded) {
    const events = await follow(service.address, document.id)
    expect(events.filter(({ message }) => message.includes('is restored'))).toHaveLength(1)
    expect(events.at(-1)).toMatchObject({ stage: 'COMPLETED' })
  }
})
