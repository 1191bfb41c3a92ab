// What a hit shows: the part that fits best, its words marked, and where on which page it stands.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { ask, upload } from '../../testing/graphql.ts'
import { outcome } from '../../testing/outcome.ts'
import { addTexts, hitsOf } from '../../testing/searchable-texts.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import { makePdf } from '../../worker/testing/make-pdf.ts'

let service: TestService

beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.close())

async function snippetOf(query: string, text: string): Promise<string> {
  const name = `text ${Math.abs(Buffer.from(text).readInt32LE(0))} ${text.length}`
  const { [name]: id } = await addTexts(service.services, { [name]: text })
  const hits = await hitsOf(service.services, query, { documentIds: [id!] })
  return hits[0]!.snippet
}

const filler = (words: number) => 'Nothing of it stands here. '.repeat(words / 5)

test('words are marked in every form that the language gives them', async () => {
  expect(await snippetOf('driving a mill', 'Mills were driven by tides; one drives the MILL.')).toBe(
    '«Mills» were driven by tides; one «drives» the «MILL».',
  )
})

test('of a long passage the part with most words of the query is shown', async () => {
  const text = `A mill. ${filler(100)}The tide drives the mill. ${filler(100)}`
  const snippet = await snippetOf('tide mill', text)
  expect(snippet).toContain('The «tide» drives the «mill».')
  expect(snippet).toMatch(/^… .+ …$/)
  expect(snippet.length).toBeLessThan(400)
})

test("the text's own guillemets are not taken for marks", async () => {
  expect(await snippetOf('mer', '«La mer» dit-il, est une mer.')).toBe('“La «mer»” dit-il, est une «mer».')
})

test('what looks like markup is shown as it is', async () => {
  expect(await snippetOf('vector', 'A vector<int> & a <b>list</b>.')).toBe('A «vector»<int> & a <b>list</b>.')
})

/** Two pages of plain lines; no heading begins a passage of its own. */
const lines = (texts: string[], y: number) => texts.map((text, line) => ({ text, x: 90, y: y + 14 * line, size: 11 }))

test('a passage over two pages shows on which of them the match stands, and where', async () => {
  const bytes = makePdf({
    pages: [
      {
        texts: lines(
          ['The first page tells of the lighthouse on the coast,', 'and of the ships that it warns of'],
          300,
        ),
      },
      { texts: lines(['the rocks beneath the water, where an axolotl', 'was never seen by anybody.'], 500) },
    ],
  })
  const { document } = await upload(service.address, { name: 'two-pages.pdf', bytes })
  await outcome(service.address, document.id)
  const search = async (query: string) => {
    const fields = 'page regions { page x y width height } chunk { page regions { page } }'
    const asked = `query ($query: String!, $ids: [ID!]) {
      search(query: $query, documentIds: $ids, mode: KEYWORD) { hits { ${fields} } }
    }`
    return (await ask(service.address, asked, { query, ids: [document.id] })).search.hits
  }

  const [second] = await search('axolotl')
  expect(second.chunk).toEqual({ page: 1, regions: [{ page: 1 }, { page: 2 }] })
  expect(second.page).toBe(2)
  expect(second.regions).toHaveLength(1)
  const [region] = second.regions
  // In points of a letter page; a line of eleven points reaches 8 above its baseline and 2.3 below.
  expect(region.page).toBe(2)
  expect(Math.abs(region.x * 612 - 90)).toBeLessThan(3)
  expect(Math.abs(region.y * 792 - (500 - 8))).toBeLessThan(3)
  expect(Math.abs((region.y + region.height) * 792 - (514 + 2.3))).toBeLessThan(3)

  const [first] = await search('lighthouse')
  expect(first).toMatchObject({ page: 1, regions: [{ page: 1 }] })
  const [both] = await search('lighthouse axolotl')
  expect(both.regions.map(({ page }: { page: number }) => page)).toEqual([1, 2])
})

test('what is found by its meaning stands where its passage does', async () => {
  const { search } = await ask(
    service.address,
    '{ search(query: "zzzz", mode: SEMANTIC, first: 50) { hits { page regions { page } chunk { page regions { page } } } } }',
  )
  expect(search.hits.length).toBeGreaterThan(0)
  for (const { page, regions, chunk } of search.hits) expect({ page, regions }).toEqual(chunk)
})
