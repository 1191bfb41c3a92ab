// The doctor as a person calls it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { openDatabase } from '../core/database.ts'
import { createLog } from '../core/log.ts'
import { openQueue } from '../core/queue.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docmill-doctor-'))
})
afterAll(() => rm(folder, { recursive: true }))

const open = () => openDatabase({ databaseUrl: null, dataDir: folder }, createLog('silent'))

async function runDoctor(dataDir = folder) {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], { env: { PATH, DATA_DIR: dataDir } })
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { code: code as number, output: output + errors }
}

test('it makes no database where there is none', async () => {
  const { code, output } = await runDoctor(join(folder, 'nowhere'))
  expect(code).toBe(1)
  expect(output).toContain(`There is no database in ${join(folder, 'nowhere')}`)
})

test('it stays out of an embedded database that is in use, and tells the health of one that is not', async () => {
  const database = await open()
  const queue = await openQueue(database, false, createLog('silent'))
  await queue.close()
  const refused = await runDoctor()
  expect(refused.code).toBe(1)
  expect(refused.output).toContain(`in use by process ${process.pid}. Stop that one`)
  await database.close()
  expect(await runDoctor()).toEqual({ code: 0, output: 'no violations in 0 documents\n' })
})

test('it does not migrate an older schema, and says who does', async () => {
  const database = await open()
  const forget = `delete from _prisma_migrations where migration_name like '%nothing_lost%' returning migration_name`
  const [forgotten] = await database.withSession((session) => session.query<{ migration_name: string }>(forget))
  await database.close()
  const { code, output } = await runDoctor()
  expect(code).toBe(1)
  expect(output).toContain(`an older version of Docmill (it lacks ${forgotten!.migration_name})`)
  expect(output).toContain('Start this version once (npm start)')
})

test('a violation gives status 1', async () => {
  const other = join(folder, 'violated')
  const database = await openDatabase({ databaseUrl: null, dataDir: other }, createLog('silent'))
  const queue = await openQueue(database, false, createLog('silent'))
  await queue.close()
  await database.prisma.file.create({
    data: { ownerId: '00000000-0000-7000-8000-000000000000', contentHash: 'a'.repeat(64), byteSize: 1 },
  })
  await database.close()
  const { code, output } = await runDoctor(other)
  expect(code).toBe(1)
  expect(output).toMatch(/^files-have-documents .+: a file of 1 bytes belongs to no document\n {2}→ delete the row/m)
})
