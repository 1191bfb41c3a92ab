// A worker is killed while it reads a scan by OCR: of the pages that it had read, none is read again.
import { expect, test } from 'vitest'

import type { Database } from '../core/database.ts'
import { drawScan, makeScanPdf } from '../worker/testing/make-scan.ts'
import { expectWhole } from './expect-whole.ts'
import { openFaultService } from './fault-service.ts'

const pages = await Promise.all(
  ['first', 'second', 'third'].map((name) => drawScan([`This is the ${name} of three pages.`])),
)
const SCAN = { name: 'scan.pdf', bytes: makeScanPdf(pages) }

/** Each page with the transaction that wrote it: a page that is read again has another one. */
const readPages = ({ prisma }: Database) =>
  prisma.$queryRaw<{ number: number; writer: string }[]>`
    select number, xmin::text as writer from ocr_pages order by number`

test.concurrent.each([
  { step: 'extract ocr page committing', nth: 2, kept: 1 },
  { step: 'extract ocr page committed', nth: 2, kept: 2 },
])('killed at "$step", time $nth, it leaves $kept pages, which stay as they are', async ({ step, nth, kept }) => {
  const service = await openFaultService()
  try {
    const documentIds = await service.uploadAll([SCAN])
    const victim = await service.startWorker({ signalAt: `SIGKILL ${nth} ${step}`, slots: 1 })
    expect(await victim.ended).toBe('SIGKILL')
    const before = await readPages(service.database)
    expect(before).toHaveLength(kept)
    await service.startWorker({ slots: 1 })
    const events = await service.followAll(documentIds)
    await expectWhole(service.database, events)
    expect(events[0]!.at(-1)).toMatchObject({ stage: 'COMPLETED' })
    const after = await readPages(service.database)
    expect(after).toHaveLength(3)
    expect(after).toEqual(expect.arrayContaining(before))
  } finally {
    await service.close()
  }
})
