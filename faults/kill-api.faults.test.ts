// The api is killed in the middle of what a client asked: it is done wholly, or not at all.
import { expect, test } from 'vitest'

import type { Database } from '../core/database.ts'
import { requestUpload } from '../testing/graphql.ts'
import { cancel, remove, reprocess } from './change-document.ts'
import { LONG, makeDocument, OPTIONS, SMALL } from './documents.ts'
import { expectWhole } from './expect-whole.ts'
import { readDocument } from './fault-service.ts'
import { openLanes } from './lanes.ts'

const lanes = openLanes(1)

const steps = (action: string) => [
  { action, step: `${action} committing`, done: false },
  { action, step: `${action} committed`, done: true },
]

test.concurrent.each([
  { step: 'file part written', done: false },
  ...steps('upload'),
  { step: 'notifying', done: true },
  { step: 'notified', done: true },
])('an upload is whole or nothing where the api dies at "$step"', ({ step, done }) =>
  lanes.use(async ({ service, worker }) => {
    await worker.stop()
    const { api, address } = await service.startApi(`SIGKILL 1 ${step}`)
    // What dies after the commit may still have answered.
    await Promise.allSettled([requestUpload(address, SMALL, OPTIONS)])
    expect(await api.ended).toBe('SIGKILL')
    const documents = await service.database.prisma.document.findMany()
    expect(documents).toHaveLength(done ? 1 : 0)
    if (!done) expect(await countRows(service.database)).toEqual({ files: 0, parts: 0, jobs: 0, events: 0, entries: 0 })
    worker.signal('SIGCONT')
    const events = await service.followAll(documents.map(({ id }) => id))
    expect(events.map((seen) => seen.at(-1)!.stage)).toEqual(done ? ['COMPLETED'] : [])
    await expectWhole(service.database, events)
    // Whatever became of it, it can be uploaded again.
    await service.followAll(await service.uploadAll([SMALL]))
    expect(await service.database.prisma.document.count()).toBe(1)
  }),
)

const CHANGES = { cancel, delete: remove, reprocess }

test.concurrent.each([...steps('cancel'), ...steps('delete'), ...steps('reprocess')])(
  'a change is whole or nothing where the api dies at "$step"',
  ({ action, step, done }) =>
    lanes.use(async ({ service, worker }) => {
      await worker.stop()
      const [documentId] = (await service.uploadAll([LONG])) as [string]
      if (action === 'reprocess') {
        worker.signal('SIGCONT')
        await service.followAll([documentId])
        await worker.stop()
      }
      const { api, address } = await service.startApi(`SIGKILL 1 ${step}`)
      await Promise.allSettled([CHANGES[action as keyof typeof CHANGES](address, documentId)])
      expect(await api.ended).toBe('SIGKILL')
      worker.signal('SIGCONT')
      const others = await service.uploadAll([makeDocument('other')])
      const gone = action === 'delete' && done
      const events = await service.followAll([...others, ...(gone ? [] : [documentId])])
      await expectWhole(service.database, events)
      const document = await readDocument(service.address, documentId)
      if (gone) expect(document).toBeNull()
      else expect(document!.status).toBe(action === 'cancel' && done ? 'CANCELLED' : 'COMPLETED')
      if (action === 'reprocess') {
        const runs = await service.database.prisma.job.count({ where: { documentId } })
        expect(runs).toBe(done ? 2 : 1)
      }
    }),
)

async function countRows({ prisma }: Database) {
  const [counts] = await prisma.$queryRaw<object[]>`
    select (select count(*)::int from files) as files, (select count(*)::int from file_parts) as parts,
      (select count(*)::int from jobs) as jobs, (select count(*)::int from progress_events) as events,
      (select count(*)::int from pgboss.job where singleton_key is not null) as entries`
  return counts
}
