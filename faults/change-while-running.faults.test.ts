// A document is cancelled, reprocessed and deleted while a worker is in the middle of each stage: the change holds, and
// the worker takes the next document.
import { expect, test } from 'vitest'

import type { Database } from '../core/database.ts'
import { eventually } from '../core/testing/eventually.ts'
import { cancel, remove, reprocess } from './change-document.ts'
import { LONG, makeDocument } from './documents.ts'
import { expectWhole } from './expect-whole.ts'
import { readDocument } from './fault-service.ts'
import { openLanes, type Lane } from './lanes.ts'

const MOMENTS = [
  '1 extract taken',
  '5 extract page',
  '1 extract committing',
  '1 chunk claimed',
  '1 chunk committing',
  '2 embed batch claimed',
  '2 embed batch computed',
  '1 embed committing',
  '1 store claimed',
  '1 store committing',
]

const lanes = openLanes(1)

/** Stops the only worker at the moment, has the change made, lets the worker go on, and has another document processed. */
async function changeAt({ service, worker }: Lane, moment: string, change: typeof cancel) {
  await worker.signalAt(`SIGSTOP ${moment}`)
  const [documentId] = (await service.uploadAll([LONG])) as [string]
  await worker.stopped()
  const changing = change(service.address, documentId)
  // Where the worker holds the document's row, the change waits for its commit.
  if (moment.endsWith('committing')) await eventually(() => expectWaiting(service.database))
  else await changing
  worker.signal('SIGCONT')
  const answer = await changing
  const next = await service.followAll(await service.uploadAll([makeDocument('next')]))
  expect(next[0]!.at(-1)).toMatchObject({ stage: 'COMPLETED' })
  return { documentId, answer }
}

/** Somebody waits for what somebody else has locked. */
async function expectWaiting({ prisma }: Database): Promise<void> {
  const waiting = await prisma.$queryRaw<unknown[]>`
    select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  expect(waiting).not.toEqual([])
}

test.concurrent.each(MOMENTS)('cancelled at "%s", a document stays so, and can be processed again', (moment) =>
  lanes.use(async (lane) => {
    const { service } = lane
    const { documentId } = await changeAt(lane, moment, cancel)
    const last = moment === '1 store committing' ? 'COMPLETED' : 'CANCELLED'
    const events = await service.followAll([documentId])
    await expectWhole(service.database, events)
    expect(events[0]!.at(-1)).toMatchObject({ stage: last })
    expect((await readDocument(service.address, documentId))!.status).toBe(last)
    await reprocess(service.address, documentId)
    await expectWhole(service.database, await service.followAll([documentId]))
    const { status, job } = (await readDocument(service.address, documentId))!
    expect(status).toBe('COMPLETED')
    expect(job.embeddedCount + job.reusedCount).toBe(job.chunkCount)
  }),
)

test.concurrent.each(MOMENTS)('deleted at "%s", a document leaves nothing behind', (moment) =>
  lanes.use(async (lane) => {
    const { service } = lane
    const { documentId } = await changeAt(lane, moment, remove)
    expect(await readDocument(service.address, documentId)).toBeNull()
    await expectWhole(service.database, [])
    const [counts] = await service.database.prisma.$queryRaw<object[]>`
      select (select count(*)::int from documents) as documents, (select count(*)::int from files) as files,
        (select count(*)::int from jobs) as jobs, (select count(*)::int from chunks) as passages,
        (select count(*)::int from embeddings) as vectors,
        (select count(*)::int from pgboss.job where singleton_key = ${documentId}) as entries`
    // Those of the next document.
    expect(counts).toEqual({ documents: 1, files: 1, jobs: 1, passages: 1, vectors: 1, entries: 0 })
  }),
)

test.concurrent.each(MOMENTS)('reprocess at "%s" gives the job that runs', (moment) =>
  lanes.use(async (lane) => {
    const { service } = lane
    const { documentId, answer } = await changeAt(lane, moment, reprocess)
    await expectWhole(service.database, await service.followAll([documentId]))
    const jobs = await service.database.prisma.job.findMany({ where: { documentId } })
    const finished = moment === '1 store committing'
    expect(answer.reprocess.enqueued).toBe(finished)
    expect(jobs.map(({ status, attempt }) => ({ status, attempt }))).toEqual(
      Array.from({ length: finished ? 2 : 1 }, () => ({ status: 'COMPLETED', attempt: 1 })),
    )
  }),
)
