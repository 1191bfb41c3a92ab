import { afterAll, beforeAll, expect, test } from 'vitest'

import { countRows } from '../../testing/count-rows.ts'
import { ask, refusal, request, requestUpload, upload, uploadBatch } from '../../testing/graphql.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import { smallPdf } from '../../testing/small-pdf.ts'

let service: TestService
let address: string

beforeAll(async () => {
  service = await startTestService({ worker: false })
  address = service.address
})
afterAll(() => service.close())

async function create(name: string): Promise<{ id: string; name: string; createdAt: string }> {
  const query = 'mutation ($name: String!) { createCollection(name: $name) { id name createdAt } }'
  return (await ask(address, query, { name })).createCollection
}

const remove = (id: string) => ask(address, `mutation { deleteCollection(id: "${id}") }`)

type Page = {
  edges: { cursor: string; node: { name: string } }[]
  pageInfo: { hasNextPage: boolean; endCursor: string }
}

async function page(first: number, after: string | null = null): Promise<Page> {
  const query = `query ($first: Int, $after: String) {
    collections(first: $first, after: $after) { edges { cursor node { name } } pageInfo { hasNextPage endCursor } }
  }`
  return (await ask(address, query, { first, after })).collections
}

test('a collection is created with its name, without blanks around it, and is found by its id', async () => {
  const before = Date.now()

  const collection = await create('  Field notes ')

  expect(collection.name).toBe('Field notes')
  expect(Date.parse(collection.createdAt)).toBeGreaterThanOrEqual(before - 1000)
  const answer = await ask(
    address,
    `{ collection(id: "${collection.id}") { id name createdAt documents { totalCount } } }`,
  )
  expect(answer.collection).toEqual({ ...collection, documents: { totalCount: 0 } })
})

test('of two that create the same collection at the same time, one is told that it exists', async () => {
  const query = 'mutation { createCollection(name: "At once") { id } }'
  const answers = await Promise.all([request(address, query), request(address, query)])

  const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'created')
  expect(codes.toSorted()).toEqual(['CONFLICT', 'created'])
})

test('a renamed collection keeps its documents', async () => {
  const { id } = await create('Old name')
  const { document } = await upload(address, smallPdf('It stays.'), { collectionId: id })

  await ask(address, `mutation { renameCollection(id: "${id}", name: " New name ") { id } }`)

  const answer = await ask(address, `{ document(id: "${document.id}") { collection { id name } } }`)
  expect(answer.document.collection).toEqual({ id, name: 'New name' })
})

test('collections come in the order of their names, page by page', async () => {
  for (const name of ['p3', 'p1', 'p5', 'p2', 'p4']) await create(`page ${name}`)
  const all = (await page(100)).edges.map(({ node }) => node.name)

  const seen: string[] = []
  let after: string | null = null
  for (;;) {
    const { edges, pageInfo } = await page(2, after)
    seen.push(...edges.map(({ node }) => node.name))
    expect(pageInfo.endCursor).toBe(edges.at(-1)!.cursor)
    if (!pageInfo.hasNextPage) break
    after = pageInfo.endCursor
  }

  expect(seen).toEqual(all)
  expect(all.filter((name) => name.startsWith('page'))).toEqual(['page p1', 'page p2', 'page p3', 'page p4', 'page p5'])
})

test('a collection is deleted with its documents, their jobs and their places in the queue, and nothing else', async () => {
  await upload(address, smallPdf('In no collection.'))
  const kept = await create('Kept')
  await upload(address, smallPdf('In both.'), { collectionId: kept.id })
  const before = await countRows(service.services.database)
  const gone = await create('Gone')
  await uploadBatch(address, [smallPdf('In both.'), smallPdf('Only here.')], { collectionId: gone.id })
  const { document } = await upload(address, smallPdf('Only here, too.'), { collectionId: gone.id })

  expect(await remove(gone.id)).toEqual({ deleteCollection: gone.id })

  expect(await countRows(service.services.database)).toEqual({ ...before, batches: before['batches']! + 1 })
  expect(await ask(address, `{ collection(id: "${gone.id}") { id } document(id: "${document.id}") { id } }`)).toEqual({
    collection: null,
    document: null,
  })
  expect(await create('Gone')).toMatchObject({ name: 'Gone' })
})

test('an upload into a collection that is deleted at the same time is refused, or is deleted with it', async () => {
  const before = await countRows(service.services.database)
  for (let time = 0; time < 5; time++) {
    const { id } = await create('Short-lived')
    const uploading = requestUpload(address, smallPdf(`Too late ${time}?`), { collectionId: id })
    await remove(id)
    const { errors } = await uploading
    if (errors) expect(await refusal({ data: null, errors })).toMatchObject({ code: 'NOT_FOUND' })
  }

  expect(await countRows(service.services.database)).toEqual(before)
})
