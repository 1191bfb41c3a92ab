// Workers that are stopped, and workers of another version.
import { fromPrisma, PgBoss } from 'pg-boss'
import { expect, test } from 'vitest'

import { eventually } from '../core/testing/eventually.ts'
import { waitForEvent } from '../testing/follow.ts'
import { childrenOf } from './child-processes.ts'
import { LONG, makeDocument } from './documents.ts'
import { BATCH, expectWhole, repeatedTexts } from './expect-whole.ts'
import { openFaultService, readDocument } from './fault-service.ts'

test.concurrent.each([
  { end: '0', signalAt: undefined },
  { end: 'SIGKILL', signalAt: 'SIGKILL 1 embed handback committing' },
  { end: 'SIGKILL', signalAt: 'SIGKILL 1 embed handback committed' },
])('a worker told to stop hands its job back, and no attempt is counted ($signalAt)', async ({ end, signalAt }) => {
  const service = await openFaultService()
  try {
    service.provider.behave('silence', 1)
    const [documentId] = (await service.uploadAll([LONG])) as [string]
    const asked = service.provider.nextRequest()
    const worker = await service.startWorker({ signalAt })
    await asked
    const began = performance.now()
    worker.signal('SIGTERM')
    expect(await worker.ended).toBe(end)
    expect(performance.now() - began).toBeLessThan(10_000)
    await service.startWorker()
    await expectWhole(service.database, await service.followAll([documentId]))
    expect(await readDocument(service.address, documentId)).toMatchObject({ status: 'COMPLETED', job: { attempt: 1 } })
    expect(await repeatedTexts(service.database, service.provider)).toBe(BATCH)
  } finally {
    await service.close()
  }
})

test.concurrent('a worker and its children that are all told to stop, as by Ctrl-C, lose no attempt', async () => {
  const service = await openFaultService()
  try {
    const [documentId] = (await service.uploadAll([LONG])) as [string]
    const worker = await service.startWorker({ signalAt: 'SIGSTOP 5 extract page' })
    await worker.stopped()
    for (const pid of [worker.pid, ...(await childrenOf(worker.pid))]) process.kill(pid, 'SIGINT')
    worker.signal('SIGCONT')
    expect(await worker.ended).toBe('0')
    await service.startWorker()
    const [events] = await service.followAll([documentId])
    expect(events!.filter(({ message }) => message.startsWith('Retrying'))).toEqual([])
    expect(await readDocument(service.address, documentId)).toMatchObject({ status: 'COMPLETED', job: { attempt: 1 } })
  } finally {
    await service.close()
  }
})

test.concurrent('a job of another version of the queue is left to the workers of that version', async () => {
  const service = await openFaultService()
  const { prisma } = service.database
  const boss = new PgBoss({ connectionString: service.config.databaseUrl!, supervise: false, schedule: false })
  try {
    await boss.start()
    const [documentId] = (await service.uploadAll([makeDocument('newer')])) as [string]
    await boss.createQueue('extract-v2')
    await prisma.$transaction(async (transaction) => {
      const [job] = await boss.findJobs<object>('extract-v1', { db: fromPrisma(transaction) })
      await boss.deleteJob('extract-v1', job!.id, { db: fromPrisma(transaction) })
      await boss.send(
        'extract-v2',
        { ...job!.data, new: true },
        { singletonKey: documentId, db: fromPrisma(transaction) },
      )
    })
    await service.startWorker()
    const [other] = await service.followAll(await service.uploadAll([makeDocument('known')]))
    expect(other!.at(-1)).toMatchObject({ stage: 'COMPLETED' })
    expect(await waitForEvent(service.address, documentId, () => true)).toMatchObject({ stage: 'QUEUED' })
    expect(await prisma.job.findFirst({ where: { documentId } })).toMatchObject({ status: 'QUEUED', attempt: 1 })
    await eventually(async () => expect(await boss.findJobs('extract-v2')).toMatchObject([{ state: 'created' }]))
  } finally {
    await boss.stop()
    await service.close()
  }
})
