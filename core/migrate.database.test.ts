import { afterAll, beforeAll, expect, test } from 'vitest'

import { createLog } from './log.ts'
import { migrate } from './migrate.ts'
import { openTestDatabase, type TestDatabase } from './testing/test-database.ts'

let opened: TestDatabase
const log = createLog('silent')

beforeAll(async () => {
  opened = await openTestDatabase()
})
afterAll(async () => {
  await opened.database.close()
  await opened.drop()
})

const applied = () =>
  opened.database.withSession((session) =>
    session.query<{ migration_name: string; checksum: string }>(
      'select migration_name, checksum from _prisma_migrations',
    ),
  )

test('migrating a migrated database changes nothing, and several at once do not meet', async () => {
  const before = await applied()
  await Promise.all([migrate(opened.database, log), migrate(opened.database, log)])
  expect(await applied()).toEqual(before)
  expect(before[0]!.checksum).toMatch(/^[0-9a-f]{64}$/)
})

test('a database of a newer version is refused, with what to do', async () => {
  await opened.database.withSession((session) =>
    session.query(`insert into _prisma_migrations (id, checksum, finished_at, migration_name)
      values ('x', '', now(), '29990101000000_from_the_future')`),
  )
  await expect(migrate(opened.database, log)).rejects.toThrow(
    /migration 29990101000000_from_the_future is unknown here\). Update Docmill, or use another database/,
  )
})
