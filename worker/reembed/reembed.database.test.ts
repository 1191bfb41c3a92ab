// The embedding provider is changed: another model, other dimensions. Its stand-in knows one model by name, so the
// change is made to the services' own embedder.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { LOCAL_OWNER } from '../../api/context.ts'
import { cohereEmbedder } from '../../core/embedders/cohere.ts'
import { findViolations } from '../../core/invariants.ts'
import type { Services } from '../../core/services.ts'
import { ask } from '../../testing/graphql.ts'
import type { Hit } from '../../api/search/search-chunks.ts'
import { addTexts, hitsOf, namesOf } from '../../testing/searchable-texts.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import { startWorker } from '../start-worker.ts'
import { enqueueReembedding } from './enqueue-reembedding.ts'
import { reembedDocuments, type ReembedProgress } from './reembed-documents.ts'

const TEXTS = Object.fromEntries(
  Array.from({ length: 12 }, (_, number) => [`d${number}`, `The ${number}th lighthouse.`]),
)

let service: TestService
let changed: Services
let ids: Record<string, string>

beforeAll(async () => {
  service = await startTestService({ worker: false })
  ids = await addTexts(service.services, TEXTS)
  changed = withModel('embed-v5.0')
})
afterAll(() => service.close())

function withModel(model: string): Services {
  const embedder = cohereEmbedder({ apiKey: 'test', baseUrl: service.provider.url, model, dimensions: 256 })
  return { ...service.services, embedder, formerEmbedders: [] }
}

const never = new AbortController().signal
const prisma = () => service.services.database.prisma

async function spaces() {
  return prisma().$queryRaw<{ model: string; dimensions: number; documents: number }[]>`
    select model, vector_dims(embedding) as dimensions, count(distinct document_id)::int as documents
    from chunks group by 1, 2 order by 1`
}

async function withWorker<Result>(work: () => Promise<Result>, services = changed): Promise<Result> {
  const worker = await startWorker(services, service.config)
  try {
    return await work()
  } finally {
    await worker.close()
  }
}

test('before, nothing waits', async () => {
  const { search } = await ask(service.address, '{ search(query: "lighthouse") { waitingForReembedding } }')
  expect(search.waitingForReembedding).toBe(0)
})

test('after the change, passages of the old model are found by words, and by meaning where it can still be asked', async () => {
  expect(await namesOf(changed, 'lighthouse', { first: 20 })).toHaveLength(12)
  expect(await namesOf(changed, 'lighthouse', { mode: 'SEMANTIC' })).toEqual([])
  expect(await namesOf(changed, 'lighthouse', { mode: 'HYBRID' })).toHaveLength(12)
  const former = { ...changed, formerEmbedders: [service.services.embedder] }
  expect(await namesOf(former, 'lighthouse', { mode: 'SEMANTIC', first: 20 })).toHaveLength(12)
})

test('the old passages answer until the new have taken their place, and are numbered as before', async () => {
  const before = await hitsOf(changed, 'lighthouse', { first: 20 })
  const document = { documentId: ids['d3']!, ownerId: LOCAL_OWNER }

  const jobId = await enqueueReembedding(changed, document)
  expect(await enqueueReembedding(changed, document)).toBeNull()
  expect(await hitsOf(changed, 'lighthouse', { first: 20 })).toEqual(before)
  const progress = await withWorker(() => reembedDocuments(changed, AbortSignal.abort(), () => {}))

  expect(progress.total).toBeGreaterThan(10)
  const events = await prisma().progressEvent.findMany({ where: { jobId: jobId! }, orderBy: { sequence: 'asc' } })
  expect([...new Set(events.map(({ stage }) => stage))].slice(0, 2)).toEqual(['QUEUED', 'EMBEDDING'])
})

test('all are embedded anew with progress, once each, and nothing else of them changes', async () => {
  const before = await hitsOf(changed, 'lighthouse', { first: 20 })
  const texts = service.provider.textsReceived
  const progress: ReembedProgress[] = []

  await withWorker(() => reembedDocuments(changed, never, (each) => progress.push(each)))

  expect(await spaces()).toEqual([{ model: 'embed-v5.0', dimensions: 256, documents: 12 }])
  expect(service.provider.textsReceived - texts).toBeLessThanOrEqual(12)
  expect(progress.at(-1)).toMatchObject({ failed: 0 })
  expect(progress.at(-1)!.done).toBe(progress.at(-1)!.total)
  const done = progress.map((each) => each.done)
  expect(done).toEqual(done.toSorted((a, b) => a - b))
  const after = await hitsOf(changed, 'lighthouse', { first: 20 })
  const told = (hits: Hit[]) =>
    hits.map(({ documentId, score, snippet }) => `${documentId} ${score} ${snippet}`).toSorted()
  expect(told(after)).toEqual(told(before))
  expect(await namesOf(changed, 'lighthouse', { mode: 'SEMANTIC', first: 20 })).toHaveLength(12)
  const violations = await findViolations(service.services.database)
  // Texts that were never uploaded have no file and no events.
  expect(violations.filter(({ name }) => !/file|event/.test(name))).toEqual([])
})

test('once more, there is nothing to do', async () => {
  const texts = service.provider.textsReceived
  expect(await reembedDocuments(changed, never, () => {})).toEqual({ done: 0, failed: 0, total: 0 })
  expect(service.provider.textsReceived).toBe(texts)
})

test('search of the service with the former settings says how many wait, within the filters', async () => {
  const query = `query ($documentIds: [ID!]) {
    search(query: "lighthouse", mode: KEYWORD, documentIds: $documentIds) { waitingForReembedding hits { page } }
  }`
  expect((await ask(service.address, query)).search).toMatchObject({ waitingForReembedding: 12 })
  const some = await ask(service.address, query, { documentIds: [ids['d1'], ids['d2']] })
  expect(some.search).toMatchObject({ waitingForReembedding: 2 })
  expect(some.search.hits).toHaveLength(2)
})

test('a document whose embedding fails keeps its old vectors, and is counted as failed', async () => {
  const refused = withModel('embed-v6.0')
  service.provider.behave({ status: 401 })
  const { done, failed, total } = await withWorker(() => reembedDocuments(refused, never, () => {}), refused)
  service.provider.behave('ok')

  expect({ done, failed, total }).toEqual({ done: 0, failed: 12, total: 12 })
  expect(await spaces()).toEqual([{ model: 'embed-v5.0', dimensions: 256, documents: 12 }])
  expect(await namesOf(changed, 'lighthouse', { mode: 'SEMANTIC', first: 20 })).toHaveLength(12)
})
