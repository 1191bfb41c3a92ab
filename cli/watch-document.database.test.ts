import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { upload } from '../testing/graphql.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { startWorker, type Worker } from '../worker/start-worker.ts'
import { makeTextPdf } from '../worker/testing/make-pdf.ts'
import { watchDocument } from './watch-document.ts'

let service: TestService
let worker: Worker | null = null

beforeAll(async () => {
  service = await startTestService({ worker: false })
})
afterAll(async () => {
  await worker?.close()
  await service.close()
})

/** Passes everything on to the service, until it cuts all connections. */
async function startProxy(port: number) {
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const target = connect(port, '127.0.0.1')
    for (const socket of [client, target]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    client.pipe(target).pipe(client)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const cut = () => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { address, cut, close: () => (server.close(), cut()) }
}

test('after a lost connection the events go on where they were, none missing and none twice', async () => {
  const proxy = await startProxy(Number(new URL(service.address).port))
  const { document } = await upload(service.address, { name: 'rye.pdf', bytes: makeTextPdf([['Rye is milled.']]) })
  let drops = 0
  const events = []
  for await (const event of watchDocument(proxy.address, document.id, () => drops++)) {
    events.push(event)
    if (event.stage !== 'QUEUED') continue
    proxy.cut()
    worker = await startWorker(service.services, service.config)
  }
  proxy.close()
  expect(drops).toBeGreaterThan(0)
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1))
  expect(events.at(-1)).toMatchObject({ stage: 'COMPLETED', progress: 1 })
})
