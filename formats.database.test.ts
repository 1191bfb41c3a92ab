// One file of every format goes in by the API and is found by search, with the page it is on.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { findViolations } from './core/invariants.ts'
import { eventually } from './core/testing/eventually.ts'
import { ask, refusal, requestUpload, upload, uploadBatch } from './testing/graphql.ts'
import { startTestService, type TestService } from './testing/service.ts'
import { makeHtml } from './worker/testing/make-html.ts'
import { SAMPLE_DOCUMENT, SAMPLE_FORMATS, type SampleFormat } from './worker/testing/sample-formats.ts'

let service: TestService

beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.close())

/** A file whose name tells nothing; its second page has a word that no other file has. */
function fileOf(format: SampleFormat) {
  const [first, second] = SAMPLE_DOCUMENT.pages as [never, never]
  const pages = [first, [...(second as []), `The word here is ${wordOf(format)}.`]]
  const name = format.name === 'md' ? 'upload.md' : 'upload.bin'
  return { name, bytes: format.make({ ...SAMPLE_DOCUMENT, pages }) }
}

const wordOf = ({ name }: SampleFormat): string => `quern${name}`

test('files of every format become searchable, each hit with its page', { timeout: 150_000 }, async () => {
  const batch = await uploadBatch(service.address, SAMPLE_FORMATS.map(fileOf))
  const ids: string[] = batch.documents.map(({ id }: { id: string }) => id)
  await eventually(async () => {
    const { batch: now } = await ask(service.address, 'query ($id: ID!) { batch(id: $id) { completed failed } }', batch)
    expect(now).toEqual({ completed: SAMPLE_FORMATS.length, failed: 0 })
  }, 120_000)

  for (const [i, format] of SAMPLE_FORMATS.entries()) {
    const { search } = await ask(
      service.address,
      `query ($query: String!) { search(query: $query, mode: KEYWORD, first: 2) { hits {
        document { id mediaType title pageCount } chunk { page text regions { page } } } } }`,
      { query: wordOf(format) },
    )
    const page = format.hasPages ? 2 : 1
    expect(search.hits, format.name).toHaveLength(1)
    expect(search.hits[0].document).toEqual({
      id: ids[i],
      mediaType: format.mediaType,
      title: format.hasTitle ? SAMPLE_DOCUMENT.title : null,
      pageCount: page,
    })
    expect(search.hits[0].chunk.text).toContain(wordOf(format))
    expect(search.hits[0].chunk.page).toBeLessThanOrEqual(page)
    // What has no layout stands nowhere on its page.
    if (format.name !== 'pdf') expect(search.hits[0].chunk.regions).toEqual([])
    if (format.hasPages && format.headings !== 'none') expect(search.hits[0].chunk.page, format.name).toBe(page)
  }
  expect(await findViolations(service.services.database)).toEqual([])
})

test('a file of no supported format is refused with the list of those that are', async () => {
  const refused = await refusal(
    requestUpload(service.address, { name: 'a.docx', bytes: Buffer.from('PK\u0003\u0004') }),
  )
  expect(refused.code).toBe('UNSUPPORTED_MEDIA_TYPE')
  for (const { name } of SAMPLE_FORMATS) expect(refused.message).toContain(`(.${name})`)
})

test('an uploaded web page is never run as one of this service', async () => {
  const bytes = makeHtml({ pages: [['A page with <script>alert(1)</script> in it.']] })
  const { document } = await upload(service.address, { name: 'page.txt', bytes })
  const response = await fetch(`${service.address}/files/${document.id}`)
  expect(await response.bytes()).toEqual(new Uint8Array(bytes))
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/html',
    'content-disposition': expect.stringMatching(/^attachment; filename/),
    'content-security-policy': expect.stringMatching(/^sandbox; default-src 'none'/),
    'x-content-type-options': 'nosniff',
  })
})
