// A deploy changes the embedding model while documents are on their way: a worker of the new configuration takes over.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { cohereEmbedder } from '../core/embedders/cohere.ts'
import { findViolations } from '../core/invariants.ts'
import type { Services } from '../core/services.ts'
import { follow } from '../testing/follow.ts'
import { upload } from '../testing/graphql.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { openExtractors } from './extractors.ts'
import { createRatesByOptions } from './rates.ts'
import { runStage } from './run-stage.ts'
import { startWorker } from './start-worker.ts'
import { makeDocument, PASSAGE_OPTIONS } from './testing/make-document.ts'
import { NEVER } from './testing/never-shut-down.ts'

let service: TestService

beforeAll(async () => {
  service = await startTestService({ worker: false })
})
afterAll(() => service.close())

test.each([
  ['another model', { model: 'embed-v5.0', dimensions: 256 }],
  ['the model, in other dimensions,', { dimensions: 512 }],
])('a document whose passages %s embedded goes back to be embedded, and fails nobody', async (name, change) => {
  const extractors = openExtractors(service.config)
  const embedder = cohereEmbedder({
    apiKey: 'test',
    baseUrl: service.provider.url,
    model: service.services.embedder.model,
    ...change,
  })
  const changed: Services = { ...service.services, embedder, formerEmbedders: [] }
  const run = async (services: Services, queue: 'extract' | 'chunk' | 'embed' | 'store') => {
    const tools = { ...services, extractors, rates: createRatesByOptions(), config: service.config }
    await runStage(tools, (await services.queue.take(queue))!, NEVER)
  }
  const { document } = await upload(
    service.address,
    makeDocument(`one ${name}`, `two ${name}`, `three ${name}`),
    PASSAGE_OPTIONS,
  )
  for (const queue of ['extract', 'chunk', 'embed'] as const) await run(service.services, queue)

  await run(changed, 'store')

  const worker = await startWorker(changed, service.config)
  const events = await follow(service.address, document.id)
  await worker.close()
  for (const extractor of extractors) await extractor.close()
  expect(events.map(({ message }) => message)).toContain('Embedding 3 passages with another model')
  expect(events.at(-1)).toMatchObject({ stage: 'COMPLETED' })
  expect(events.map(({ progress }) => progress)).toEqual(
    events.map(({ progress }) => progress).toSorted((a, b) => a - b),
  )
  const { prisma } = service.services.database
  const vectors = await prisma.$queryRaw`
    select model, vector_dims(embedding) as dimensions, count(*)::int as count from chunks
    where document_id = ${document.id}::uuid group by 1, 2`
  expect(vectors).toEqual([{ model: embedder.model, dimensions: embedder.dimensions, count: 3 }])
  expect(await prisma.job.findFirst({ where: { documentId: document.id } })).toMatchObject({
    attempt: 1,
    status: 'COMPLETED',
  })
  expect(await findViolations(service.services.database)).toEqual([])
})
