// Search by words, against BM25 as it is computed here from the texts themselves.
import { randomUUID } from 'node:crypto'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { createCollection } from '../documents/collections.ts'
import { LOCAL_OWNER } from '../context.ts'
import { addTexts, hitsOf, namesOf } from '../../testing/searchable-texts.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import { OTHER_OWNER } from '../../testing/two-owners.ts'

// Already as they are stemmed, and without stop words: what BM25 counts are these words.
const PLAIN = {
  tide: 'tide mill tide wheel dam',
  wind: 'wind mill fantail cap',
  roll: 'roller mill steel flour white flour budapest',
  many: `${'tide '.repeat(20)}mill`,
  none: 'axolotl newt',
}

let service: TestService
let ids: Record<string, string>

beforeAll(async () => {
  service = await startTestService({ worker: false })
  ids = await addTexts(service.services, PLAIN)
})
afterAll(() => service.close())

function bm25(query: string[], text: string, most = 16): number {
  const passages = Object.values(PLAIN).map((passage) => passage.split(' '))
  const mean = passages.flat().length / passages.length
  const words = text.split(' ')
  const scores = query.map((word) => {
    const having = passages.filter((passage) => passage.includes(word)).length
    const times = Math.min(most, words.filter((each) => each === word).length)
    const rarity = Math.log(1 + (passages.length - having + 0.5) / (having + 0.5))
    return (rarity * times * 2.2) / (times + 1.2 * (0.25 + (0.75 * words.length) / mean))
  })
  return scores.reduce((sum, score) => sum + score, 0)
}

test('scores are BM25 of all words that a passage has of the query', async () => {
  const hits = await hitsOf(service.services, 'which tide drives the mill of flour')
  const byDocument = new Map(hits.map(({ documentId, score }) => [documentId, score]))
  for (const name of ['tide', 'wind', 'roll', 'many'] as const)
    expect(byDocument.get(ids[name]!)).toBeCloseTo(bm25(['tide', 'mill', 'flour'], PLAIN[name]), 6)
  expect(hits).toHaveLength(4)
})

const rounded = (hits: Awaited<ReturnType<typeof hitsOf>>) =>
  hits.map((hit) => ({ ...hit, score: Math.fround(hit.score) }))

// Few hits need few of the passages to be looked at: those with a rare word.
test('the best few are those of all hits, with the same scores', async () => {
  const ofMany = await startTestService({ worker: false })
  try {
    const texts = Array.from({ length: 60 }, (_, i) => {
      const words = ['mill', ...Array(1 + (i % 7)).fill('river')]
      if (i % 3 > 0) words.push('wheel', ...Array(i % 5).fill('mill'))
      // Together they are worth more than the rarer one in a long passage.
      if (i % 4 === 1) words.push('sluice', 'weir', 'pond')
      if (i % 10 === 0) words.push('quern', ...Array(40).fill('river'))
      return [`number${i}`, words.join(' ')] as const
    })
    await addTexts(ofMany.services, Object.fromEntries(texts))
    for (const query of ['quern sluice weir pond', 'mill wheel quern', 'mill wheel river', 'weir'])
      for (const limits of [
        {},
        { documentIds: (await hitsOf(ofMany.services, 'wheel')).map((hit) => hit.documentId) },
      ]) {
        const all = await hitsOf(ofMany.services, query, { ...limits, first: 100 })
        for (let first = 1; first <= 60; first += 1 + (first >> 2))
          expect(rounded(await hitsOf(ofMany.services, query, { ...limits, first }))).toEqual(
            rounded(all.slice(0, first)),
          )
      }
  } finally {
    await ofMany.close()
  }
})

test("another owner's passages change no score", async () => {
  const before = await hitsOf(service.services, 'tide mill')
  await addTexts(service.services, { theirs: 'tide mill '.repeat(50), more: 'tide alone' }, OTHER_OWNER)
  expect(await hitsOf(service.services, 'tide mill')).toEqual(before)
  expect(await namesOf(service.services, 'tide', { ownerId: OTHER_OWNER })).toEqual(['theirs', 'more'])
})

test('filters choose among the hits and change no score', async () => {
  const all = await hitsOf(service.services, 'tide mill')
  const documentIds = [ids['tide']!, ids['wind']!]
  const { id: collectionId } = await createCollection(service.services, LOCAL_OWNER, 'Some')
  await service.services.database.prisma.document.updateMany({
    where: { id: { in: [ids['wind']!, ids['roll']!] } },
    data: { collectionId },
  })
  const within = (names: string[]) => all.filter(({ documentId }) => names.some((name) => ids[name] === documentId))

  expect(await hitsOf(service.services, 'tide mill', { documentIds })).toEqual(within(['tide', 'wind']))
  expect(await hitsOf(service.services, 'tide mill', { collectionId })).toEqual(within(['wind', 'roll']))
  expect(await hitsOf(service.services, 'tide mill', { collectionId, documentIds })).toEqual(within(['wind']))
  expect(await hitsOf(service.services, 'tide mill', { documentIds: [] })).toEqual([])
})

test('two words that a mistyped one may mean count as one', async () => {
  const ownerId = randomUUID()
  const texts = { both: 'gull gulf sand', twice: 'gull gull sand', once: 'gulf reed sand', none: 'reed reed sand' }
  const names = await addTexts(service.services, texts, ownerId)
  const hits = await hitsOf(service.services, 'gulk', { ownerId })
  const scoreOf = (name: string) => hits.find(({ documentId }) => documentId === names[name])?.score
  expect(scoreOf('both')).toBeGreaterThan(scoreOf('once')!)
  expect(scoreOf('both')).toBeCloseTo(scoreOf('twice')!, 6)
  expect(hits).toHaveLength(3)
})

test('a word that the corpus has is not mended, one that it has not is, by one edit', async () => {
  expect(await namesOf(service.services, 'fxntaxl')).toEqual([])
  expect(await namesOf(service.services, 'fantial')).toEqual(['wind'])
  expect(await namesOf(service.services, 'axolotll')).toEqual(['none'])
  expect(await namesOf(service.services, 'budpest')).toEqual(['roll'])
  // "wing" is one edit away from "wind", but is no error where some passage has it.
  expect(await namesOf(service.services, 'wing')).toEqual(['wind'])
  await addTexts(service.services, { bird: 'wing feather' })
  expect(await namesOf(service.services, 'wing')).toEqual(['bird'])
  expect((await hitsOf(service.services, 'fantial'))[0]!.snippet).toBe('wind mill «fantail» cap')
})

test('an error in a word of an ending is mended before it is stemmed', async () => {
  const texts = { computing: 'Computers compute.', library: 'Libraries lend.' }
  await addTexts(service.services, texts, '00000000-0000-4000-8000-00000000000c')
  const rest = { ownerId: '00000000-0000-4000-8000-00000000000c' }
  expect(await namesOf(service.services, 'computr', rest)).toEqual(['computing'])
  expect(await namesOf(service.services, 'libraryes', rest)).toEqual(['library'])
})

test('a phrase must stand in the passage, word by word', async () => {
  expect(await namesOf(service.services, '"mill tide"')).toEqual(['tide'])
  expect(await namesOf(service.services, 'mill "tide mill"')).toEqual(expect.arrayContaining(['tide', 'many']))
  expect(await namesOf(service.services, 'mill "tide mill"')).toHaveLength(2)
  expect(await namesOf(service.services, '"mill newt"')).toEqual([])
})

test('a word behind a minus must not stand in the passage, in any mode', async () => {
  expect(await namesOf(service.services, 'mill -tide')).toEqual(expect.arrayContaining(['wind', 'roll']))
  for (const mode of ['KEYWORD', 'SEMANTIC', 'HYBRID'] as const) {
    const names = await namesOf(service.services, 'mill -tide', { mode })
    expect(names).toContain('wind')
    expect(names).not.toContain('tide')
    expect(names).not.toContain('many')
  }
})

describe('with documents in several languages', () => {
  const ownerId = '00000000-0000-4000-8000-00000000000a'
  const search = (query: string) => namesOf(service.services, query, { ownerId })

  beforeAll(async () => {
    const texts = {
      english: 'The mills of the coast were driven by the tides, which filled their ponds twice a day.',
      german: 'Die Mühlen der Küste wurden von den Gezeiten getrieben, die ihre Häuser zweimal am Tag erreichten.',
      french: 'Les moulins de la côte étaient entraînés par les marées qui remplissaient leurs étangs deux fois.',
      chinese: '潮汐磨坊把上涨的海水储存在堤坝后面，退潮时推动水轮。',
      thai: 'โรงสีน้ำขึ้นน้ำลงกักเก็บน้ำทะเลไว้หลังเขื่อนและหมุนกังหันเมื่อน้ำลด',
    }
    await addTexts(service.services, texts, ownerId)
  })

  test('each document is stored with its language', async () => {
    const { prisma } = service.services.database
    const documents = await prisma.document.findMany({ where: { ownerId }, include: { chunks: true } })
    const languages = documents.map(
      ({ filename, language, chunks }) => `${filename} ${language} ${chunks[0]!.language}`,
    )
    expect(languages.toSorted()).toEqual([
      'chinese simple simple',
      'english english english',
      'french french french',
      'german german german',
      'thai simple simple',
    ])
  })

  test.each([
    ['mill driving', 'english'],
    ['Haus', 'german'],
    ['Mühle', 'german'],
    ['étang rempli', 'french'],
    ['海水', 'chinese'],
    ['水轮', 'chinese'],
    ['น้ำทะเล', 'thai'],
  ])('%s finds the %s document by its own stemmer', async (query, name) => {
    expect(await search(query)).toEqual([name])
  })

  test('one query finds passages of several languages, each by its own stem', async () => {
    expect((await search('Mühle mill moulin 海水')).toSorted()).toEqual(['chinese', 'english', 'french', 'german'])
  })

  test('a stop word of one language finds none of its passages', async () => {
    expect(await search('die')).toEqual([])
  })

  test('a phrase is stemmed by the language of each passage, and parted where its script has no spaces', async () => {
    expect(await search('"Mühle der Küste"')).toEqual(['german'])
    expect(await search('"潮汐磨坊"')).toEqual(['chinese'])
    expect(await search('"磨坊潮汐"')).toEqual([])
  })

  test('snippets mark what their own stemmer found', async () => {
    const [hit] = await hitsOf(service.services, 'haus', { ownerId })
    expect(hit!.snippet).toContain('«Häuser»')
    expect((await hitsOf(service.services, '海水', { ownerId }))[0]!.snippet).toContain('«海水»')
  })
})

test("a stop word of most passages' language is not rare where another language has it, and is not mended", async () => {
  const rest = { ownerId: '00000000-0000-4000-8000-00000000000b' }
  const german = (what: string) => `Die Mühle steht am ${what}, und das Wasser treibt ihr großes Rad durch die Nacht.`
  const texts = Object.fromEntries(['Bach', 'Meer', 'Fluss', 'See'].map((what) => [what, german(what)]))
  const english = 'They die of thirst, and the others die of hunger, while the den stands before their own eyes.'
  await addTexts(service.services, { ...texts, english }, rest.ownerId)

  const [first] = await namesOf(service.services, 'die Mühle am Meer', rest)
  expect(first).toBe('Meer')
  const names = await namesOf(service.services, 'die Nacht', rest)
  expect(names.at(-1)).toBe('english')
  // A stop word of German that no English passage has, though one edit makes a word of it that they have.
  expect(await namesOf(service.services, 'denn', rest)).toEqual([])
})
