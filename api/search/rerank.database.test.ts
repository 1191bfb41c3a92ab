// Reranking of hybrid searches by Cohere's own SDK, which a stand-in server answers: the shorter a passage, the better,
// so that the one with none of the query's words comes first.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

import { completedDocuments } from '../../testing/completed-documents.ts'
import { ask, refusal, request } from '../../testing/graphql.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import { LOCAL_OWNER } from '../context.ts'

const TEXTS = ['The wheel of the tide mill is large, it is told.', 'The wheel of a tide mill.', 'Owls.']

let service: TestService

beforeAll(async () => {
  service = await startTestService({ environment: { RERANK: 'on' } })
  await completedDocuments(service.address, TEXTS)
})
afterAll(() => service.close())
afterEach(() => service.provider.behaveInRerank('ok'))

type Results = {
  reranked: boolean
  notice: string | null
  hits: { score: number; document: { filename: string } }[]
}

async function search(rest = ''): Promise<Results> {
  const query = `{ search(query: "tide mill wheel" ${rest}) { reranked notice hits { score document { filename } } } }`
  return (await ask(service.address, query)).search
}

const usage = () =>
  service.services.database.prisma.usage.findFirst({ where: { ownerId: LOCAL_OWNER, kind: 'rerank' } })

test('the order and the scores are those of the model that reads query and passage together', async () => {
  const { reranked, notice, hits } = await search()
  expect({ reranked, notice }).toEqual({ reranked: true, notice: null })
  expect(hits.map(({ document }) => document.filename)).toEqual(['document-2.pdf', 'document-1.pdf', 'document-0.pdf'])
  expect(hits[0]!.score).toBeCloseTo(1 / 6)
  const scores = hits.map(({ score }) => score)
  expect(scores).toEqual(scores.toSorted((a, b) => b - a))
  const { body } = service.provider.reranks.at(-1)!
  expect(body).toMatchObject({ model: 'rerank-v3.5', query: 'tide mill wheel' })
  expect(body['documents']).toContain('Owls.')
  expect(await usage()).toMatchObject({ provider: 'cohere', calls: 1n })
})

test.each(['KEYWORD', 'SEMANTIC'])('%s searches are not reranked', async (mode) => {
  const before = service.provider.reranks.length
  expect(await search(`, mode: ${mode}`)).toMatchObject({ reranked: false, notice: null })
  expect(service.provider.reranks).toHaveLength(before)
})

test.each([
  ['is silent for a second', 'silence', 'Cohere did not answer within 1000 ms'],
  ['stops in the middle', 'half-body', 'Cohere did not answer within 1000 ms'],
  ['breaks off', 'cut-body', 'Cohere could not be reached'],
  ['sends nonsense', 'garbage', 'Cohere sent 0 scores for'],
  ['refuses the key', { status: 401 }, 'it does not accept the API key'],
  // The last: for so long nobody asks again.
  ['is busy', { status: 429, retryAfter: '60' }, 'Cohere answered 429'],
] as const)('a reranker that %s leaves the fused order, and the answer says so', async (_what, behaviour, reason) => {
  service.provider.behaveInRerank(behaviour)
  const { reranked, notice, hits } = await search()
  expect(reranked).toBe(false)
  expect(notice).toMatch(/^Not reranked, the hits are in the fused order: /)
  expect(notice).toContain(reason)
  expect(hits.at(-1)!.document.filename).toBe('document-2.pdf')
})

test('a provider that wants to be left alone is not asked', async () => {
  const before = service.provider.reranks.length
  const { reranked, notice } = await search()
  expect(reranked).toBe(false)
  expect(notice).toMatch(/Waiting for the reranking provider, \d+ s/)
  expect(service.provider.reranks).toHaveLength(before)
})

test('where the query cannot be embedded, a hybrid search is one by words, and says so; one by meaning says why not', async () => {
  service.provider.behave({ status: 503 })
  const { hits, notice } = await search()
  expect(notice).toMatch(/^Searched by words only: .*Cohere answered 503/)
  expect(hits.map(({ document }) => document.filename).toSorted()).toEqual(['document-0.pdf', 'document-1.pdf'])
  const refused = await refusal(request(service.address, '{ search(query: "mill", mode: SEMANTIC) { tookMs } }'))
  expect(refused).toMatchObject({
    code: 'INTERNAL_SERVER_ERROR',
    message: expect.stringContaining('Cohere answered 503'),
  })
  service.provider.behave('ok')
})
