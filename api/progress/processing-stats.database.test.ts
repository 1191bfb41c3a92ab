// What processingStats makes of a document's progress events.
import { afterAll, beforeAll, expect, test } from 'vitest'

import type { JobChange } from '../../core/job.ts'
import { ask, upload } from '../../testing/graphql.ts'
import { advance } from '../../testing/scripted-job.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import { smallPdf } from '../../testing/small-pdf.ts'

let service: TestService

beforeAll(async () => {
  service = await startTestService({ worker: false })
})
afterAll(() => service.close())

const stats = async (since: string | null = null) =>
  (
    await ask(
      service.address,
      `query ($since: DateTime) { processingStats(since: $since) {
        documents completed failed pages averageProcessingMs stages { stage count averageMs p95Ms errorRate }
      } }`,
      { since },
    )
  ).processingStats

/** `step`: what the event says; `at`: when it is said to have happened, in ms after the upload. */
type Scripted = { at: number } & Partial<JobChange>

/** A document whose events came at these times. */
async function scripted(text: string, ...script: Scripted[]): Promise<string> {
  const { document } = await upload(service.address, smallPdf(text))
  for (const { at: _at, ...change } of script) await advance(service.services, document.id, change)
  await service.services.database.transaction(async (transaction) => {
    await transaction.$executeRaw`set local session_replication_role = replica`
    const times = [0, ...script.map(({ at }) => at)]
    await transaction.$executeRaw`
      update progress_events e set created_at = '2026-01-01T00:00:00Z'::timestamptz + make_interval(secs => at / 1000.0)
      from unnest(${times}::int[]) with ordinality as moment (at, sequence)
      where e.document_id = ${document.id}::uuid and e.sequence = moment.sequence`
  })
  return document.id
}

test('nothing was processed: there is nothing to tell', async () => {
  expect(await stats()).toEqual({
    documents: 0,
    completed: 0,
    failed: 0,
    pages: 0,
    averageProcessingMs: null,
    stages: [],
  })
})

test('a stage lasts from its first event to its last, and the waits between stages count for none', async () => {
  await scripted(
    'Without a fault.',
    { at: 100, stage: 'DOWNLOADING' },
    { at: 110, stage: 'EXTRACTING' },
    { at: 310, stage: 'EXTRACTING', message: 'Read' },
    // A wait of 5 s for the next worker.
    { at: 5_310, stage: 'CHUNKING' },
    { at: 5_340, stage: 'CHUNKING', message: 'Cut' },
    { at: 6_000, stage: 'EMBEDDING' },
    { at: 6_050, stage: 'EMBEDDING', message: 'Embedded' },
    { at: 7_000, stage: 'STORING' },
    { at: 7_020, stage: 'COMPLETED', status: 'COMPLETED', progress: 1 },
  )

  const run = (stage: string, ms: number) => ({ stage, count: 1, averageMs: ms, p95Ms: ms, errorRate: 0 })
  expect(await stats()).toMatchObject({
    documents: 1,
    completed: 1,
    failed: 0,
    averageProcessingMs: expect.any(Number),
    stages: [
      run('QUEUED', 100),
      run('DOWNLOADING', 10),
      run('EXTRACTING', 200),
      run('CHUNKING', 30),
      run('EMBEDDING', 50),
      run('STORING', 20),
    ],
  })
})

test('each attempt is a run of its own, and the wait before the next counts for none', async () => {
  const before = await stats()
  await scripted(
    'With faults.',
    { at: 0, stage: 'EMBEDDING' },
    { at: 60, status: 'RETRYING', stage: 'EMBEDDING', error: 'The provider is away', attempt: 2 },
    { at: 9_060, stage: 'EMBEDDING', attempt: 2 },
    { at: 9_100, status: 'FAILED', stage: 'FAILED', error: 'The provider is still away' },
  )
  const after = await stats()

  expect(after).toMatchObject({ documents: 2, completed: 1, failed: 1 })
  expect(after.averageProcessingMs).toBe(before.averageProcessingMs)
  const embedding = after.stages.find(({ stage }: { stage: string }) => stage === 'EMBEDDING')
  expect(embedding).toMatchObject({ count: 3, averageMs: 50, errorRate: expect.closeTo(2 / 3) })
  expect(embedding.p95Ms).toBeCloseTo(59)
})

test('only jobs since the time that is named count', async () => {
  expect(await stats('2100-01-01T00:00:00Z')).toMatchObject({ documents: 0, stages: [] })
  expect(await stats('2020-01-01T00:00:00Z')).toEqual(await stats())
})

test('a document that is processed anew counts once, as it is now', async () => {
  const id = await scripted('Twice.', { at: 10, status: 'FAILED', stage: 'FAILED', error: 'on purpose' })
  expect(await stats()).toMatchObject({ documents: 3, failed: 2 })
  await ask(service.address, `mutation { reprocess(documentId: "${id}") { enqueued } }`)
  expect(await stats()).toMatchObject({ documents: 3, failed: 1 })
})
