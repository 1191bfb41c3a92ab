// The story of Docmill, with the real model: a PDF is uploaded, everything that happens to it is told, and search
// finds it with its page.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { ask, subscribeSse, upload } from './testing/graphql.ts'
import { startTestService, type TestService } from './testing/service.ts'
import { makePdf } from './worker/testing/make-pdf.ts'

let service: TestService

beforeAll(async () => {
  service = await startTestService({ localModel: true })
})
afterAll(() => service.close())

const PAGES = [
  [
    'Tidal mills',
    'A tidal mill stores the rising sea behind a dam and drives its wheel',
    'while the water runs out again.',
  ],
  ['Windmills', 'The cap of a tower mill is turned into the wind by a small wheel', 'at its back, the fantail.'],
  ['Roller mills', 'Steel rollers replaced the millstones in Budapest about 1870', 'and gave a whiter flour.'],
]

/** A page a chapter: its heading begins a passage of its own. */
const MILLS = makePdf({
  title: 'On Mills',
  pages: PAGES.map((lines) => ({
    texts: lines.map((text, line) => ({
      text,
      x: 72,
      y: 72 + 30 * Math.min(1, line) + 14 * line,
      size: line === 0 ? 24 : 11,
    })),
  })),
})

const STAGES = ['QUEUED', 'DOWNLOADING', 'EXTRACTING', 'CHUNKING', 'EMBEDDING', 'STORING', 'COMPLETED']

test('an uploaded PDF is processed step by step, each told in order, and is found by words and by meaning', async () => {
  const { document, job, duplicate } = await upload(service.address, { name: 'mills.pdf', bytes: MILLS })
  expect({ duplicate, status: document.status, stage: job.stage }).toEqual({
    duplicate: false,
    status: 'PENDING',
    stage: 'QUEUED',
  })

  const events = []
  const progress = `subscription ($id: ID!) {
    documentProgress(documentId: $id, after: 0) { sequence stage progress message jobId document { status } }
  }`
  for await (const { data } of subscribeSse(service.address, progress, { id: document.id }))
    events.push(data.documentProgress)

  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1))
  expect([...new Set(events.map(({ stage }) => stage))]).toEqual(STAGES)
  expect(events.map((event) => event.progress)).toEqual(events.map((event) => event.progress).toSorted((a, b) => a - b))
  expect(events.at(-1)).toMatchObject({
    progress: 1,
    message: 'Searchable: 3 passages',
    jobId: job.id,
    document: { status: 'COMPLETED' },
  })

  const search = `query ($query: String!, $mode: SearchMode) {
    search(query: $query, mode: $mode) { tookMs hits { score snippet document { id } chunk { page text regions { page x y width height } } } }
  }`
  const byWords = await ask(service.address, search, { query: 'fantail', mode: 'KEYWORD' })
  expect(byWords.search.hits).toHaveLength(1)
  expect(byWords.search.hits[0]).toMatchObject({
    document: { id: document.id },
    chunk: { page: 2, regions: [{ page: 2 }] },
  })
  expect(byWords.search.hits[0].snippet).toContain('«fantail»')

  const byMeaning = await ask(service.address, search, {
    query: 'electricity from the ocean at ebb and flow',
    mode: 'SEMANTIC',
  })
  expect(byMeaning.search.hits[0].chunk).toMatchObject({ page: 1 })

  const byBoth = await ask(service.address, search, { query: 'who made white flour in Hungary?' })
  expect(byBoth.search.hits[0].chunk).toMatchObject({ page: 3 })
})
