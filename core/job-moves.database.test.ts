// The database refuses what would lose a document or do its work twice, whatever the code does.
import { randomUUID } from 'node:crypto'

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { openTestDatabase, type TestDatabase } from './testing/test-database.ts'

const OWNER = '00000000-0000-7000-8000-000000000000'
let opened: TestDatabase
let document: string
let job: string

beforeAll(async () => {
  opened = await openTestDatabase()
})
afterAll(async () => {
  await opened.database.close()
  await opened.drop()
})

const sql = (text: string) => opened.database.withSession((session) => session.query(text))

beforeEach(async () => {
  const file = randomUUID()
  document = randomUUID()
  job = randomUUID()
  const hash = randomUUID().replaceAll('-', '').repeat(2)
  await sql(`insert into files (id, owner_id, content_hash, byte_size) values ('${file}', '${OWNER}', '${hash}', 1)`)
  await sql(`
    insert into documents (id, owner_id, file_id, filename, media_type, byte_size, content_hash, sequence)
    values ('${document}', '${OWNER}', '${file}', 'a.pdf', 'application/pdf', 1, '${hash}', 1)`)
  await sql(`
    insert into jobs (id, owner_id, document_id, epoch, message) values ('${job}', '${OWNER}', '${document}', 2, '')`)
  await sql(`
    insert into progress_events (document_id, sequence, owner_id, job_id, stage, progress, message)
    values ('${document}', 1, '${OWNER}', '${job}', 'QUEUED', 0, '')`)
})

const move = (changes: string) => sql(`update jobs set ${changes} where id = '${job}'`)

async function refusedBy(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt
  } catch (error) {
    const { constraint, constraint_name: name } = error as { constraint?: string; constraint_name?: string }
    return constraint ?? name ?? String(error)
  }
  return 'nothing'
}

const FINAL = {
  COMPLETED: `status = 'COMPLETED', stage = 'COMPLETED', progress = 1, completed_at = now()`,
  FAILED: `status = 'FAILED', stage = 'FAILED', error = 'broken', completed_at = now()`,
  CANCELLED: `status = 'CANCELLED', stage = 'CANCELLED', completed_at = now()`,
}

test.each(Object.keys(FINAL) as (keyof typeof FINAL)[])('a job that is %s stays so', async (final) => {
  await move(`status = 'ACTIVE'`)
  await move(FINAL[final])
  for (const other of Object.keys(FINAL) as (keyof typeof FINAL)[]) {
    if (other !== final) expect(await refusedBy(move(FINAL[other]))).toBe('jobs_move_legally')
  }
  for (const status of ['QUEUED', 'ACTIVE', 'RETRYING']) {
    const back = `status = '${status}', stage = 'QUEUED', completed_at = null`
    expect(await refusedBy(move(back))).toBe('jobs_move_legally')
  }
})

test.each(['QUEUED', 'RETRYING'])('a job that is %s cannot be completed: nobody works on it', async (status) => {
  await move(`status = '${status}'`)
  expect(await refusedBy(move(FINAL.COMPLETED))).toBe('jobs_move_legally')
})

test('the legal moves are free', async () => {
  for (const status of ['ACTIVE', 'RETRYING', 'ACTIVE', 'QUEUED', 'ACTIVE']) {
    expect(await refusedBy(move(`status = '${status}'`))).toBe('nothing')
  }
  expect(await refusedBy(move(FINAL.COMPLETED))).toBe('nothing')
})

test.each([
  ['epoch', 'epoch = epoch - 1'],
  ['attempt', 'attempt = attempt - 1'],
  ['progress', 'progress = 0.1'],
])('the %s of a job never falls', async (_name, change) => {
  await move('attempt = 2, progress = 0.5')
  expect(await refusedBy(move(change))).toBe('jobs_never_go_back')
})

test('the attempts of the next stage begin anew', async () => {
  await move('attempt = 2')
  expect(await refusedBy(move(`queue = 'chunk', attempt = 1`))).toBe('nothing')
})

test.each([
  ['jobs_final_status_is_final_stage', `status = 'CANCELLED', completed_at = now()`],
  ['jobs_final_status_is_final_stage', `stage = 'CANCELLED'`],
  ['jobs_final_means_completed_at', `status = 'CANCELLED', stage = 'CANCELLED'`],
  ['jobs_final_means_completed_at', `completed_at = now()`],
  ['jobs_failed_means_error', `status = 'FAILED', stage = 'FAILED', completed_at = now()`],
  ['jobs_completed_means_all_of_it', `status = 'COMPLETED', stage = 'COMPLETED', completed_at = now()`],
  ['jobs_attempts_are_in_range', 'attempt = 4'],
  ['jobs_progress_is_a_fraction', 'progress = 1.5'],
])('%s refuses: %s', async (constraint, change) => {
  await move(`status = 'ACTIVE'`)
  expect(await refusedBy(move(change))).toBe(constraint)
})

test('a document has one unfinished job', async () => {
  const second = (owner: string) =>
    sql(`
    insert into jobs (id, owner_id, document_id, message) values ('${randomUUID()}', '${owner}', '${document}', '')`)
  expect(await refusedBy(second(OWNER))).toBe('jobs_one_unfinished_per_document')
  await move(FINAL.CANCELLED)
  expect(await refusedBy(second(randomUUID()))).toBe('jobs_document_id_fkey')
  expect(await refusedBy(second(OWNER))).toBe('nothing')
})

test('events are never changed, and each takes the next number', async () => {
  const record = (sequence: number) =>
    sql(`
    insert into progress_events (document_id, sequence, owner_id, job_id, stage, progress, message)
    values ('${document}', ${sequence}, '${OWNER}', '${job}', 'QUEUED', 0, '')`)
  const change = sql(`update progress_events set message = 'it was otherwise' where document_id = '${document}'`)
  expect(await refusedBy(change)).toBe('progress_events_are_a_log')
  expect(await refusedBy(record(1))).toBe('progress_events_pkey')
  expect(await refusedBy(record(2))).toBe('progress_events_have_no_gaps')
  await sql(`update documents set sequence = 2 where id = '${document}'`)
  expect(await refusedBy(record(3))).toBe('progress_events_have_no_gaps')
  expect(await refusedBy(record(2))).toBe('nothing')
})

test('a passage has a vector or somebody who computes it', async () => {
  const passage = `insert into embeddings (owner_id, model, passage_hash, document_id) values ('${OWNER}', 'm', 'h', '${document}')`
  expect(await refusedBy(sql(passage))).toBe('embeddings_are_computed_or_claimed')
})
