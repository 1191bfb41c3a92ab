import { afterAll, beforeAll, expect, test } from 'vitest'

import { ask, upload } from '../../testing/graphql.ts'
import { outcome } from '../../testing/outcome.ts'
import { finish } from '../../testing/scripted-job.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import { smallPdf } from '../../testing/small-pdf.ts'
import { startWorker } from '../../worker/start-worker.ts'
import { LOCAL_OWNER } from '../context.ts'

const NAMES = ['alpha.pdf', 'beta.pdf', 'gamma.pdf', 'delta.pdf', 'epsilon.pdf', 'Zeta report.pdf', 'eta.pdf']
const NEWEST_FIRST = NAMES.toReversed()
const WORDS = ['one', 'two', 'three', 'four', 'five']
/** Of about 90 tokens each: more than one passage holds. */
const PAGES = WORDS.map((word) => `This is sentence ${word} of the pages. `.repeat(9))

let service: TestService
let address: string
let collectionId: string
/** By file name. */
const ids: Record<string, string> = {}
const sizes: number[] = []

// Seven documents, the last two in a collection: one of five pages processed, one failed, the others waiting.
beforeAll(async () => {
  service = await startTestService({ worker: false })
  address = service.address
  collectionId = (await ask(address, 'mutation { createCollection(name: "Reports") { id } }')).createCollection.id
  for (const [index, name] of NAMES.entries()) {
    const file = { ...smallPdf(...(index === 0 ? PAGES : [`This is ${name}.`])), name }
    const options = { chunkSize: 100, chunkOverlap: 0 }
    const { document } = await upload(address, file, { options, collectionId: index < 5 ? null : collectionId })
    ids[name] = document.id
    sizes.push(file.bytes.length)
    if (index > 0) continue
    const worker = await startWorker(service.services, service.config)
    await outcome(address, document.id)
    await worker.close()
  }
  await finish(service.services, ids['beta.pdf']!, 'FAILED')
  await service.services.database.prisma.document.update({
    where: { id: ids['gamma.pdf']! },
    data: { title: 'A Treatise on Weaving' },
  })
})
afterAll(() => service.close())

type Connection = {
  totalCount: number
  edges: { cursor: string; node: { filename: string } }[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }
}

async function documents(args: object = {}): Promise<Connection> {
  const query = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: DocumentFilter) {
    documents(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
      totalCount
      edges { cursor node { filename } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }`
  return (await ask(address, query, args)).documents
}

const names = ({ edges }: Connection) => edges.map(({ node }) => node.filename)

test('documents come newest first', async () => {
  const all = await documents()

  expect(names(all)).toEqual(NEWEST_FIRST)
  expect(all.totalCount).toBe(7)
  expect(all.pageInfo).toEqual({
    hasNextPage: false,
    hasPreviousPage: false,
    startCursor: all.edges[0]!.cursor,
    endCursor: all.edges.at(-1)!.cursor,
  })
})

test('page by page forwards, every document comes once', async () => {
  const pages: Connection[] = [await documents({ first: 3 })]
  while (pages.at(-1)!.pageInfo.hasNextPage)
    pages.push(await documents({ first: 3, after: pages.at(-1)!.pageInfo.endCursor }))

  expect(pages.map((page) => page.edges.length)).toEqual([3, 3, 1])
  expect(pages.flatMap(names)).toEqual(NEWEST_FIRST)
  expect(pages.map(({ totalCount }) => totalCount)).toEqual([7, 7, 7])
})

test('page by page backwards, every document comes once', async () => {
  const pages: Connection[] = [await documents({ last: 3 })]
  while (pages[0]!.pageInfo.hasPreviousPage)
    pages.unshift(await documents({ last: 3, before: pages[0]!.pageInfo.startCursor }))

  expect(pages.map((page) => page.edges.length)).toEqual([1, 3, 3])
  expect(pages.flatMap(names)).toEqual(NEWEST_FIRST)
})

test('an upload between two pages shifts nothing', async () => {
  const first = await documents({ first: 4 })
  const { document } = await upload(address, smallPdf('Uploaded between two pages.'))

  const second = await documents({ first: 4, after: first.pageInfo.endCursor })

  await ask(address, `mutation { deleteDocument(id: "${document.id}") }`)
  expect([...names(first), ...names(second)]).toEqual(NEWEST_FIRST)
})

test.each([
  ['a status', () => ({ status: 'COMPLETED' }), ['alpha.pdf']],
  ['another status', () => ({ status: 'FAILED' }), ['beta.pdf']],
  ['a collection', () => ({ collectionId }), ['eta.pdf', 'Zeta report.pdf']],
  ['a part of the file name, in any case', () => ({ text: 'ETA' }), ['eta.pdf', 'Zeta report.pdf', 'beta.pdf']],
  ['a part of the title', () => ({ text: 'weaving' }), ['gamma.pdf']],
  ['blanks', () => ({ text: '  ' }), NEWEST_FIRST],
  ['all of them together', () => ({ collectionId, status: 'PENDING', text: 'report' }), ['Zeta report.pdf']],
  ['wildcards, which are none here', () => ({ text: '%' }), []],
  ['another wildcard', () => ({ text: 'e_a' }), []],
  ['a control character', () => ({ text: 'a\0b' }), []],
])('documents are filtered by %s', async (_what, filter, expected) => {
  const filtered = await documents({ filter: filter() })

  expect(names(filtered)).toEqual(expected)
  expect(filtered.totalCount).toBe(expected.length)
  expect(names(await documents({ filter: filter(), first: 1 }))).toEqual(expected.slice(0, 1))
})

test("a collection's documents are paged too", async () => {
  const query = `query ($id: ID!, $after: String) {
    collection(id: $id) { documents(first: 1, after: $after) { totalCount edges { node { filename } } pageInfo { hasNextPage endCursor } } }
  }`
  const first = (await ask(address, query, { id: collectionId })).collection.documents
  const second = (await ask(address, query, { id: collectionId, after: first.pageInfo.endCursor })).collection.documents

  expect([...names(first), ...names(second)]).toEqual(['eta.pdf', 'Zeta report.pdf'])
  expect([first.totalCount, first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([2, true, false])
})

test('the passages of a document come in reading order, page by page', async () => {
  const query = `query ($id: ID!, $after: String) {
    document(id: $id) {
      pageCount chunkCount
      chunks(first: 2, after: $after) {
        edges { node { position text page regions { page x y width height } document { id } } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }`
  // oxlint-disable-next-line no-explicit-any
  const pages: any[] = []
  do {
    const after = pages.at(-1)?.chunks.pageInfo.endCursor
    pages.push((await ask(address, query, { id: ids['alpha.pdf'], after })).document)
  } while (pages.at(-1).chunks.pageInfo.hasNextPage)
  // oxlint-disable-next-line no-explicit-any
  const passages: any[] = pages.flatMap(({ chunks }) => chunks.edges.map(({ node }: { node: object }) => node))

  expect(passages.length).toBeGreaterThan(3)
  expect(pages[0]).toMatchObject({ pageCount: 5, chunkCount: passages.length })
  expect(passages.map(({ position }) => position)).toEqual(passages.map((_, index) => index))
  const positions = WORDS.map((word) => passages.findIndex(({ text }) => text.includes(`sentence ${word}`)))
  expect(positions).toEqual(positions.toSorted((a, b) => a - b))
  expect(positions[0]).toBe(0)
  for (const { regions, page, document } of passages) {
    expect(document.id).toBe(ids['alpha.pdf'])
    expect(regions[0].page).toBe(page)
    for (const { x, y, width, height } of regions) expect(Math.max(x, y, x + width, y + height)).toBeLessThanOrEqual(1)
  }
})

test('the viewer is told how many documents they have and how much they store', async () => {
  const { viewer } = await ask(address, '{ viewer { id documentCount storedBytes } }')

  const stored = sizes.reduce((sum, size) => sum + size, 0)
  expect(viewer).toEqual({ id: LOCAL_OWNER, documentCount: 7, storedBytes: stored })
})

test('what waits stands in the queue of the first stage', async () => {
  const { queues } = await ask(address, '{ queues { name ready active deferred failed } }')

  const empty = { ready: 0, active: 0, deferred: 0, failed: 0 }
  expect(queues).toEqual([
    { ...empty, name: 'extract', ready: 5 },
    { ...empty, name: 'chunk' },
    { ...empty, name: 'embed' },
    { ...empty, name: 'store' },
    { ...empty, name: 'dead-letter' },
  ])
})
