import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { readCollection } from './read-collection.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docmill-collection-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function collectionOf(files: Record<string, string>) {
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  const { documents, queries, judgements } = readCollection(folder)
  return { documents, queries, judgements: [...judgements].map(([query, of]) => [query, Object.fromEntries(of)]) }
}

test('TREC documents, topics and judgements', async () => {
  const collection = await collectionOf({
    'doc-text.trec':
      '<DOC>\n<DOCNO>1</DOCNO>\ntide\nmills\n</DOC>\n<DOC>\n<DOCNO> FT-2 </DOCNO>\n<TEXT>\n<P>A &amp; B</P></TEXT>\n</DOC>',
    'query-text.trec': '<top>\n<num>1</num><title>\nTIDE MILLS\n</title>\n</top>\n',
    qrels: '1 0 1 1\n1 0 FT-2 0\n',
    README: 'not a document',
  })
  expect(collection.documents).toEqual([
    { id: '1', text: 'tide\nmills' },
    { id: 'FT-2', text: 'A & B' },
  ])
  expect(collection.queries).toEqual([{ id: '1', text: 'TIDE MILLS' }])
  expect(collection.judgements).toEqual([['1', { 1: 1, 'FT-2': 0 }]])
})

test('old topics, whose tags are not closed', async () => {
  const topics = '<top>\n<num> Number: 301\n<title> Topic: Tide mills\n\n<desc> Description:\nWhat are they?\n</top>'
  const { queries } = await collectionOf({ docs: '', 'topics.301': topics, 'qrels.txt': '301 0 a 1' })
  expect(queries).toEqual([{ id: '301', text: 'Tide mills' }])
})

test('JSON lines and tables, as BEIR has them', async () => {
  const collection = await collectionOf({
    'corpus.jsonl':
      '{"_id": "d1", "title": "Mills", "text": "Of the tide."}\n{"_id": "d2", "title": "", "text": "Wind."}\n',
    'queries.tsv': 'q1\thow does a tide mill work\n',
    'test.tsv': 'query-id\tcorpus-id\tscore\nq1\td1\t2\n',
  })
  expect(collection).toEqual({
    documents: [
      { id: 'd1', text: 'Mills\nOf the tide.' },
      { id: 'd2', text: 'Wind.' },
    ],
    queries: [{ id: 'q1', text: 'how does a tide mill work' }],
    judgements: [['q1', { d1: 2 }]],
  })
})

test('what is missing is named', async () => {
  await expect(collectionOf({ 'docs.trec': '<DOC></DOC>' })).rejects.toThrow('no file of judgements')
})
