// What a client does wrong is told in the contract's codes, with what to do about it.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { ask, refusal, request, requestUpload, upload } from '../testing/graphql.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { largeFile, smallPdf } from '../testing/small-pdf.ts'

let service: TestService
let address: string

beforeAll(async () => {
  service = await startTestService({ worker: false, config: { maxUploadBytes: 20_000 } })
  address = service.address
  await ask(address, 'mutation { createCollection(name: "Taken") { id } }')
})
afterAll(() => service.close())

const NOBODY = '00000000-0000-4000-8000-00000000dead'

test.each([
  [
    'of an unsupported kind',
    'UNSUPPORTED_MEDIA_TYPE',
    { name: 'a.docx', bytes: Buffer.from('PK\u0003\u0004') },
    /^a\.docx .*Supported are: PDF .*Convert/,
  ],
  ['that is empty', 'BAD_USER_INPUT', { name: 'a.pdf', bytes: Buffer.from('') }, /^a\.pdf is empty.*has content/],
  ['that is too large', 'PAYLOAD_TOO_LARGE', largeFile(20_001), /large\.pdf is larger than 0\.02 MB.*split it/],
])('a file %s is refused', async (_what, code, file, message) => {
  expect(await refusal(requestUpload(address, file))).toEqual({ code, message: expect.stringMatching(message) })
})

test.each([
  ['into an unknown collection', 'NOT_FOUND', { collectionId: NOBODY }, /no collection 0000/],
  ['into a collection that is no id', 'BAD_USER_INPUT', { collectionId: 'mine' }, /collectionId is "mine"/],
  ['with too much overlap', 'BAD_USER_INPUT', { options: { chunkSize: 100, chunkOverlap: 50 } }, /is 50.*0 to 49/],
  ['with overlap below nothing', 'BAD_USER_INPUT', { options: { chunkOverlap: -1 } }, /chunkOverlap is -1.*0 to 255/],
  ['with too small chunks', 'BAD_USER_INPUT', { options: { chunkSize: 63 } }, /chunkSize is 63.*64 to 2048/],
  ['with too large chunks', 'BAD_USER_INPUT', { options: { chunkSize: 2049 } }, /chunkSize is 2049.*64 to 2048/],
])('an upload %s is refused', async (_what, code, rest, message) => {
  const refused = await refusal(requestUpload(address, smallPdf('Good.'), rest))

  expect(refused).toEqual({ code, message: expect.stringMatching(message) })
})

test('the largest file, and the least and the greatest size of chunks, are taken', async () => {
  const options = [
    { chunkSize: 64, chunkOverlap: 31 },
    { chunkSize: 2048, chunkOverlap: 1023 },
  ]
  for (const [seed, option] of options.entries())
    expect(await upload(address, largeFile(20_000, seed), { options: option })).toMatchObject({ duplicate: false })
})

test.each([
  ['a document by no id', '{ document(id: "5") { id } }', /id is "5", which is not a UUID/],
  ['a job by no id', '{ job(id: "5") { id } }', /not a UUID/],
  ['a collection by no id', '{ collection(id: "5") { id } }', /not a UUID/],
  ['a batch by no id', '{ batch(id: "5") { id } }', /not a UUID/],
  ['documents of no id', '{ documents(filter: { collectionId: "5" }) { totalCount } }', /filter\.collectionId is "5"/],
  ['a search in no id', '{ search(query: "a", documentIds: ["5"]) { tookMs } }', /documentIds is "5"/],
  ['deleting by no id', 'mutation { deleteDocument(id: "5") }', /not a UUID/],
  ['a blank name', 'mutation { createCollection(name: " \\t ") { id } }', /1 to 200 characters/],
  ['a name of control characters', 'mutation { createCollection(name: "\\u0000") { id } }', /1 to 200/],
  ['too long a name', `mutation { createCollection(name: "${'a'.repeat(201)}") { id } }`, /1 to 200/],
  ['a search for nothing', '{ search(query: " ") { tookMs } }', /say what to search for/],
  ['too long a search', `{ search(query: "${'a'.repeat(2001)}") { tookMs } }`, /at most 2000/],
  ['a search for no hits', '{ search(query: "a", first: 0) { tookMs } }', /first is 0.*1 to 100/],
  ['a search for too many hits', '{ search(query: "a", first: 101) { tookMs } }', /first is 101.*1 to 100/],
  ['a page of less than nothing', '{ documents(first: -1) { totalCount } }', /"first" must be a non-negative/],
  ['a page after no cursor', '{ documents(after: "5") { totalCount } }', /after is "5", which is no cursor/],
  ['a page before a made-up cursor', '{ collections(before: "R1BDOlM6YWJj") { edges { cursor } } }', /no cursor/],
  ['a query that does not parse', '{ viewer {', /Syntax Error: Expected Name/],
  ['a field that is not there', '{ viewer { age } }', /Cannot query field "age"/],
  ['an argument of another type', '{ documents(first: "all") { totalCount } }', /Int cannot represent/],
  ['a value that is none', '{ documents(filter: { status: DONE }) { totalCount } }', /"DONE"/],
  ['one of two operations', 'query A { viewer { id } } query B { viewer { id } }', /what operation/],
])('%s is refused as bad input', async (_what, query, message) => {
  const refused = await refusal(request(address, query))

  expect(refused).toEqual({ code: 'BAD_USER_INPUT', message: expect.stringMatching(message) })
})

test.each([
  ['reprocessing', `mutation { reprocess(documentId: "${NOBODY}") { enqueued } }`, 'document'],
  ['deleting', `mutation { deleteDocument(id: "${NOBODY}") }`, 'document'],
  ['deleting a collection', `mutation { deleteCollection(id: "${NOBODY}") }`, 'collection'],
  ['renaming', `mutation { renameCollection(id: "${NOBODY}", name: "a") { id } }`, 'collection'],
  ['searching', `{ search(query: "a", collectionId: "${NOBODY}") { tookMs } }`, 'collection'],
  ['watching', `subscription { documentProgress(documentId: "${NOBODY}") { sequence } }`, 'document'],
  ['watching a batch', `subscription { batchProgress(batchId: "${NOBODY}") { total } }`, 'batch'],
])('%s what is not there is refused', async (_what, query, kind) => {
  const refused = await refusal(request(address, query))

  expect(refused).toEqual({ code: 'NOT_FOUND', message: `There is no ${kind} ${NOBODY}.` })
})

test.each(['document', 'job', 'collection', 'batch'])('asking for an unknown %s gives null', async (field) => {
  expect(await ask(address, `{ ${field}(id: "${NOBODY}") { id } }`)).toEqual({ [field]: null })
})

const DEEP = `{ ${'documents { edges { node { collection { '.repeat(4)} id ${'} } } } '.repeat(4)} }`
const MANY_ALIASES = `{ ${Array.from({ length: 31 }, (_, index) => `a${index}: viewer { id }`).join(' ')} }`
const MANY_ROWS = '{ documents(first: 200) { edges { node { chunks(first: 200) { edges { node { text } } } } } } }'

test.each([
  ['goes too deep', DEEP, /depth limit of 12/],
  ['has too many aliases', MANY_ALIASES, /Aliases limit of 30/],
  ['asks for too many rows', MANY_ROWS, /Cost limit of 20000/],
  ['is too long', `{ ${'viewer { id } '.repeat(1_100)} }`, /Token limit of 4000/],
])('a query that %s is refused as too complex', async (_what, query, message) => {
  const refused = await refusal(request(address, query))

  expect(refused).toEqual({ code: 'QUERY_TOO_COMPLEX', message: expect.stringMatching(message) })
  expect(refused.message).toContain('Ask for less at once')
})

test.each([
  ['a number', 'query ($n: Int) { documents(first: $n) { totalCount } }', { n: 'all' }, 'Int cannot represent'],
  ['a time', 'query ($n: DateTime) { processingStats(since: $n) { pages } }', { n: 'now' }, 'write it in ISO 8601'],
  [
    'a cursor',
    `query ($n: String) { document(id: "${NOBODY}") { chunks(after: $n) { edges { cursor } } } }`,
    { n: 'five' },
    'which is no cursor',
  ],
])('a variable that is not %s is refused', async (_what, query, variables, message) => {
  const refused = await refusal(request(address, query, variables))

  expect(refused).toEqual({ code: 'BAD_USER_INPUT', message: expect.stringContaining(message) })
})

test('a collection is created with, and renamed to, a free name only', async () => {
  const create = (name: string) => request(address, `mutation { createCollection(name: "${name}") { id } }`)
  const rename = (id: string, name: string) =>
    request(address, `mutation { renameCollection(id: "${id}", name: "${name}") { name } }`)
  const { data } = await create('Mine')
  const taken = { code: 'CONFLICT', message: expect.stringMatching(/named "Taken" already.*another name/) }

  expect(await refusal(create(' Taken '))).toEqual(taken)
  expect(await refusal(rename(data.createCollection.id, 'Taken'))).toEqual(taken)
  expect(await rename(data.createCollection.id, 'Mine')).toEqual({ data: { renameCollection: { name: 'Mine' } } })
})
