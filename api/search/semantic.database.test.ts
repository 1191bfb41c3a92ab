// Search by meaning and both ways: whatever the filters let through is found, by whichever plan.
import { toSql } from 'pgvector'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { eventually } from '../../core/testing/eventually.ts'
import { addTexts, namesOf } from '../../testing/searchable-texts.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import { createCollection } from '../documents/collections.ts'
import { LOCAL_OWNER } from '../context.ts'
import { searchSemantic } from './semantic.ts'

const COUNT = 100
let service: TestService
let ids: string[]

const textOf = (number: number) => `Passage number ${nameOf(number)} of them all.`
const nameOf = (number: number) => String(number).padStart(3, '0')

beforeAll(async () => {
  service = await startTestService({ worker: false })
  const texts = Array.from({ length: COUNT }, (_, number) => [nameOf(number), textOf(number)] as const)
  const byName = await addTexts(service.services, Object.fromEntries(texts))
  ids = texts.map(([name]) => byName[name]!)
})
afterAll(() => service.close())

async function nearest(how: 'exact' | 'index', documentIds: string[] | null, depth = 10) {
  const { database, embedder } = service.services
  const [vector] = await embedder.embed(['Of passage 042 and number 007'], 'query', new AbortController().signal, {
    ownerId: LOCAL_OWNER,
  })
  const scope = { ownerId: LOCAL_OWNER, collectionId: null, documentIds }
  return searchSemantic(database, vector!, embedder, { scope, wording: null }, depth, how)
}

test('the nearest come first, with their cosine', async () => {
  const { database, embedder } = service.services
  const [vector] = await embedder.embed(['Of passage 042 and number 007'], 'query', new AbortController().signal, {
    ownerId: LOCAL_OWNER,
  })
  const rows = await database.prisma.$queryRaw<{ id: string; cosine: number }[]>`
    select id, 1 - (embedding <=> ${toSql([...vector!])}::halfvec) as cosine from chunks order by 2 desc, id limit 10`
  const ranked = await nearest('exact', null)
  expect(ranked.map(({ chunkId, score }) => [chunkId, score])).toEqual(rows.map(({ id, cosine }) => [id, cosine]))
})

test('through the index too, a filter that leaves 3 % gets all that it leaves', async () => {
  const few = ids.filter((_, index) => index % 33 === 7)
  const exact = await nearest('exact', few)
  expect(exact.map(({ documentId }) => documentId).toSorted()).toEqual(few.toSorted())
  const { searchSettings } = service.services
  const byIndex = { ...service.services, searchSettings: { ...searchSettings, exactPassages: 0 } }
  const names = await namesOf(byIndex, 'Of passage 042 and number 007', { mode: 'SEMANTIC', documentIds: few })
  expect(names.toSorted()).toEqual(['007', '040', '073'])
})

test('a search by index uses the index where there is one, and finds nearly all that comparing all finds', async () => {
  // Of passages that are equally near, either may find others: their distances are compared. One in ten may be missed.
  const scores = async (how: 'exact' | 'index') => (await nearest(how, null)).map(({ score }) => score)
  const exact = await scores('exact')
  expect((await scores('index')).filter((score) => exact.includes(score)).length).toBeGreaterThanOrEqual(9)
  // There it is compared all the same.
  if (service.services.database.embedded) return
  // A connection reports what it has used with a later statement of its own.
  await eventually(async () => {
    await nearest('index', null)
    const [use] = await service.services.database.prisma.$queryRaw<{ scans: number }[]>`
      select sum(idx_scan)::int as scans from pg_stat_user_indexes where indexrelname like 'chunks_embedding_index_%'`
    expect(use!.scans).toBeGreaterThan(0)
  })
})

test.each(['SEMANTIC', 'HYBRID', 'KEYWORD'] as const)('%s: collection and documents filter together', async (mode) => {
  const { id: collectionId } = await createCollection(service.services, LOCAL_OWNER, mode)
  await service.services.database.prisma.document.updateMany({
    where: { id: { in: ids.slice(10, 14) } },
    data: { collectionId },
  })
  const found = (documentIds?: string[]) =>
    namesOf(service.services, 'passage number', { mode, collectionId, ...(documentIds && { documentIds }) })
  expect((await found()).toSorted()).toEqual(['010', '011', '012', '013'])
  expect((await found(ids.slice(12, 20))).toSorted()).toEqual(['012', '013'])
  expect(await found(ids.slice(0, 5))).toEqual([])
})

test('a hybrid search finds what only one of its legs finds', async () => {
  const names = await namesOf(service.services, 'something 023', { mode: 'HYBRID', first: 10 })
  expect(names).toContain('023')
  expect(names.length).toBe(COUNT)
})
