// A database that is broken by hand, in every way that the doctor knows.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { follow } from '../testing/follow.ts'
import { upload } from '../testing/graphql.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { findViolations, INVARIANTS, type Violation } from '../core/invariants.ts'
import { makeTextPdf } from '../worker/testing/make-pdf.ts'
import { examine } from './examine.ts'

let service: TestService
let documentId: string

beforeAll(async () => {
  service = await startTestService()
  const bytes = makeTextPdf([['Its first page.'], ['Its second page.']])
  documentId = (await upload(service.address, { name: 'healthy.pdf', bytes })).document.id
  await follow(service.address, documentId)
  await service.stopWorker()
})
afterAll(() => service.close())

async function examined(deep = false) {
  const lines: string[] = []
  const healthy = await examine(service.services.database, { deep, print: (line) => lines.push(line) })
  return { healthy, text: lines.join('\n') }
}

class Undone extends Error {}

/** What is found after `statements`, which are undone afterwards. `replica` turns off what would refuse them. */
async function foundAfter(statements: string[]): Promise<Violation[]> {
  let found: Violation[] = []
  const breaking = service.services.database.transaction(async (transaction) => {
    await transaction.$executeRawUnsafe('set local session_replication_role = replica')
    for (const statement of statements) await transaction.$executeRawUnsafe(statement)
    found = await findViolations({ prisma: transaction })
    throw new Undone()
  })
  await expect(breaking).rejects.toThrow(Undone)
  return found
}

test('a healthy database is healthy', async () => {
  expect(await examined(true)).toEqual({ healthy: true, text: 'no violations in 1 document' })
})

const UNFINISHED = `status = 'ACTIVE', stage = 'STORING', completed_at = null`
const NOBODY = `'00000000-0000-7000-8000-000000000000'`
const entry = (state: string, queue = 'store-v1') => `
  insert into pgboss.job (name, state, singleton_key, data)
  select '${queue}', '${state}', document_id,
    jsonb_build_object('jobId', id, 'documentId', document_id, 'ownerId', owner_id, 'epoch', epoch) from jobs`

/** What is broken, how, and what the doctor says of it. */
const BREAKS: [name: string, statements: string[], problem: RegExp][] = [
  [
    'one-unfinished-job-a-document',
    [
      `drop index jobs_one_unfinished_per_document`,
      `update jobs set ${UNFINISHED}`,
      `insert into jobs (id, owner_id, document_id, message) select gen_random_uuid(), owner_id, id, '' from documents`,
    ],
    /2 unfinished jobs/,
  ],
  [
    'document-agrees-with-its-latest-job',
    [`update documents set status = 'FAILED'`],
    /the document is FAILED \(no error\), its latest job COMPLETED/,
  ],
  ['counts-of-completed-jobs-add-up', [`update jobs set reused_count = 7`], /7 known already/],
  [
    'final-jobs-have-nothing-staged',
    [
      `insert into staged_chunks (job_id, owner_id, position, passage_hash, text, page, regions, token_count)
       select id, owner_id, 0, '', '', 1, '[]', 1 from jobs`,
    ],
    /1 staged passages of a job that is COMPLETED/,
  ],
  ['sequences-have-no-gaps', [`delete from progress_events where sequence = 3`], /numbered 1 to/],
  [
    'final-jobs-end-with-their-final-event',
    [`update progress_events set stage = 'STORING' where progress = 1`],
    /0 of/,
  ],
  ['progress-never-falls', [`update progress_events set progress = 0.9 where sequence = 2`], /falls from 0.9 to/],
  ['unfinished-jobs-are-queued-once', [`update jobs set ${UNFINISHED}`], /the queue store has 0 live entries/],
  [
    'unfinished-jobs-are-not-given-up',
    [`update jobs set ${UNFINISHED}`, entry('failed')],
    /the queue store gave it up/,
  ],
  ['queue-entries-have-an-unfinished-job', [entry('created')], /an entry of the queue store-v1 is created/],
  [
    'queue-entries-are-of-this-version',
    [entry('created', 'store-v999')],
    /store-v999 is created, which workers of this version leave alone/,
  ],
  [
    'dead-letters-are-of-failed-documents',
    [`insert into pgboss.job (name, data) select 'dead-letter', jsonb_build_object('documentId', id) from documents`],
    /a dead letter of a document that is COMPLETED/,
  ],
  ['passages-are-complete', [`delete from chunks where position = 0`], /numbered/],
  [
    'documents-tell-of-their-passages',
    [`update documents set word_count = 1, language = 'german'`],
    /said to have 1 words in german, embedded by \S+, but its passages have \d+ in english/,
  ],
  ['pages-are-complete', [`delete from pages where number = 1`], /but 1 are stored, numbered 2 to 2/],
  [
    'passages-stand-on-pages',
    [`update chunks set regions = '[{"page": 9}]' where position = 0`],
    /passage 0 is said to stand on page 9, and the document has 2/,
  ],
  [
    'claimed-passages-are-being-embedded',
    [`update embeddings set embedding = null, claim = 'gone/0'`],
    /\d passages are claimed/,
  ],
  ['vectors-belong-to-documents', [`update embeddings set document_id = ${NOBODY}`], /vectors are kept for a document/],
  [
    'files-have-documents',
    [
      `insert into files (id, owner_id, content_hash, byte_size) values (gen_random_uuid(), ${NOBODY}, repeat('a', 64), 1)`,
    ],
    /1 bytes belongs to no document/,
  ],
  ['files-are-whole', [`delete from file_parts`], /its 0 parts/],
  ['documents-agree-with-their-file', [`update documents set byte_size = 1`], /the document has 1 bytes/],
  [
    'pages-read-by-ocr-have-files',
    [
      `insert into ocr_pages (file_id, number, owner_id, version, confidence, blocks)
        values (gen_random_uuid(), 1, ${NOBODY}, 'a', 1, '[]')`,
    ],
    /1 pages read by OCR are kept for a file that is gone/,
  ],
  ['owners-agree', [`update chunks set owner_id = ${NOBODY}`], /a passage of another owner than its document/],
]

test.each(BREAKS)('%s is found where it does not hold', async (name, statements, problem) => {
  const found = (await foundAfter(statements)).find((violation) => violation.name === name)
  expect(found).toMatchObject({ id: expect.stringMatching(/./), problem: expect.stringMatching(problem) })
})

test('every invariant is broken above', () => {
  expect(BREAKS.map(([name]) => name)).toEqual(INVARIANTS.map(({ name }) => name))
})

test('a violation is told with its document and with what to do', async () => {
  await service.services.database.withSession((session) => session.script('update documents set byte_size = 1'))
  const { healthy, text } = await examined()
  expect(healthy).toBe(false)
  expect(text).toMatch(
    new RegExp(
      `^documents-agree-with-their-file ${documentId}: the document has 1 bytes .+\n  → .+delete the document`,
    ),
  )
  expect(text).toMatch(/\n1 violation in 1 document$/)
})

test('an original whose bytes changed is found when all are read', async () => {
  await service.services.database.withSession((session) =>
    session.script(`
      update documents set byte_size = (select byte_size from files);
      update file_parts set bytes = set_byte(bytes, 9, 0)`),
  )
  expect((await examined()).healthy).toBe(true)
  expect((await examined(true)).text).toMatch(/^files-have-their-hash .+: the bytes have the hash [0-9a-f]{64}, not/)
})
