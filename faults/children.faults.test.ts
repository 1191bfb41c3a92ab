// The processes that read files never outlive their use.
import { expect, test } from 'vitest'

import { eventually } from '../core/testing/eventually.ts'
import { cancel } from './change-document.ts'
import { childrenOf, livingOf } from './child-processes.ts'
import { LONG } from './documents.ts'
import { openFaultService } from './fault-service.ts'

test.concurrent('when a worker is killed, the processes that read files for it end', async () => {
  const service = await openFaultService()
  try {
    await service.uploadAll([LONG])
    const worker = await service.startWorker({ signalAt: 'SIGSTOP 5 extract page' })
    await worker.stopped()
    const children = await childrenOf(worker.pid)
    expect(children).not.toEqual([])
    await worker.kill()
    await eventually(async () => expect(await livingOf(children)).toEqual([]))
  } finally {
    await service.close()
  }
})

test.concurrent('when a document is cancelled, the process that reads it ends', async () => {
  const service = await openFaultService()
  try {
    const [documentId] = (await service.uploadAll([LONG])) as [string]
    const worker = await service.startWorker({ signalAt: 'SIGSTOP 5 extract page' })
    await worker.stopped()
    const children = await childrenOf(worker.pid)
    await cancel(service.address, documentId)
    worker.signal('SIGCONT')
    await eventually(async () => expect((await livingOf(children)).length).toBeLessThan(children.length))
  } finally {
    await service.close()
  }
})
