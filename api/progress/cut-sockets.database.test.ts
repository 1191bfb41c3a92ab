// Subscribers of documents that real workers process, whose sockets are cut about every second: each comes back with the
// last sequence it saw. faults/progress.faults.test.ts has the same with many processes.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { eventually } from '../../core/testing/eventually.ts'
import { watchThroughCuts } from '../../testing/cut-watchers.ts'
import { upload } from '../../testing/graphql.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import { smallPdf } from '../../testing/small-pdf.ts'
import { watchers } from '../../testing/subscriptions.ts'
import { startWorker } from '../../worker/start-worker.ts'

const DOCUMENTS = 16
const PER_SOCKET = 4
const SEED = Number(process.env['FAULT_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

let service: TestService

beforeAll(async () => {
  service = await startTestService({ worker: false })
})
afterAll(() => service.close())

test(`whose socket is cut about every second (FAULT_SEED=${SEED}) is told every event once, in order`, async () => {
  const { address, services, config } = service
  const documentIds: string[] = []
  for (let index = 0; index < DOCUMENTS; index++) {
    documentIds.push((await upload(address, smallPdf(`Document ${index}.`))).document.id)
  }
  const watching = watchThroughCuts({ documentIds, addresses: [address], perSocket: PER_SOCKET, seed: SEED })
  await eventually(() => expect(watching.cuts).toBeGreaterThan(0))
  const worker = await startWorker(services, config)
  await watching.done
  await worker.close()

  const documents = await services.database.prisma.document.findMany({ select: { id: true, sequence: true } })
  expect(Object.fromEntries(watching.told)).toEqual(
    Object.fromEntries(
      documents.map(({ id, sequence }) => [id, Array.from({ length: sequence }, (_, index) => index + 1)]),
    ),
  )
  await eventually(async () => expect(await watchers(address)).toMatchObject({ documents: 0 }))
})
