// The processes that read files never outlive their use.
import { readdir, readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { eventually } from '../core/testing/eventually.ts'
import { cancel } from './change-document.ts'
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

async function childrenOf(pid: number): Promise<number[]> {
  const children: number[] = []
  for (const entry of await readdir('/proc')) {
    if (/^\d+$/.test(entry) && (await parentOf(Number(entry))) === pid) children.push(Number(entry))
  }
  return children
}

async function livingOf(pids: number[]): Promise<number[]> {
  const living: number[] = []
  for (const pid of pids) if ((await parentOf(pid)) !== null) living.push(pid)
  return living
}

/** proc(5) stat, fields 3 and 4. Null where there is no such process, or only its remains. */
async function parentOf(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  if (stat === null) return null
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return state === 'Z' ? null : Number(parent)
}
