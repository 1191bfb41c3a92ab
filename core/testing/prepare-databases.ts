// Vitest's global setup: migrates one database, with the queues, that every test file then starts from.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'

import { openDatabase, type Database } from '../database.ts'
import { embeddedDatabase } from '../databases/embedded.ts'
import { createLog } from '../log.ts'
import { migrate } from '../migrate.ts'
import { openQueue } from '../queue.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The file with a migrated PGlite's data folder. */
    embeddedSnapshot: string
    /** The PostgreSQL to test on and its migrated template; null: the embedded database. */
    databaseServer: { url: string; template: string } | null
  }
}

const log = createLog('warn')

export default async function prepareDatabases(project: TestProject): Promise<() => Promise<void>> {
  if (project.name === 'embedded') return prepareSnapshot(project)
  const url = process.env['TEST_DATABASE_URL']
  if (!url)
    throw new Error(`The tests of ${project.name} need a PostgreSQL with pgvector: set TEST_DATABASE_URL to one.`)
  return prepareTemplate(project, url)
}

async function prepareSnapshot(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'docmill-test-'))
  const snapshot = join(folder, 'snapshot.tar')
  const pglite = await PGlite.create({ extensions: { vector } })
  const database = embeddedDatabase(pglite)
  await migrate(database, log)
  await createQueues(database)
  await writeFile(snapshot, Buffer.from(await (await pglite.dumpDataDir('none')).arrayBuffer()))
  await database.close()
  project.provide('embeddedSnapshot', snapshot)
  project.provide('databaseServer', null)
  return () => rm(folder, { recursive: true })
}

async function prepareTemplate(project: TestProject, url: string): Promise<() => Promise<void>> {
  const template = `docmill_template_${process.pid}`
  const server = postgres(url, { max: 1, onnotice: () => {} })
  await server.unsafe(`create database ${template}`)
  const address = new URL(url)
  address.pathname = `/${template}`
  const database = await openDatabase({ databaseUrl: address.href, dataDir: '' }, log)
  await createQueues(database)
  await database.close()
  project.provide('databaseServer', { url, template })
  project.provide('embeddedSnapshot', '')
  return async () => {
    await server.unsafe(`drop database ${template} with (force)`)
    await server.end()
  }
}

async function createQueues(database: Database): Promise<void> {
  const queue = await openQueue(database, false, log)
  await queue.close()
}
