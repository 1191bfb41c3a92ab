// Each test file has a database of its own: loaded from a migrated snapshot on PGlite, cloned from a migrated template
// on PostgreSQL. Both are made once per run by `prepare-databases.ts`.
import { randomUUID } from 'node:crypto'
import { openAsBlob } from 'node:fs'

import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import postgres from 'postgres'
import { inject } from 'vitest'

import { openDatabase, type Database } from '../database.ts'
import { embeddedDatabase } from '../databases/embedded.ts'
import { createLog } from '../log.ts'

export type TestDatabase = {
  database: Database
  /** Null on the embedded database. */
  url: string | null
  /** For what processes a test starts on the same PostgreSQL. */
  drop(): Promise<void>
}

/** The database is closed by whoever closes its services; `drop` removes it afterwards. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const server = inject('databaseServer')
  return server ? clonePostgresql(server) : loadEmbedded(inject('embeddedSnapshot'))
}

async function loadEmbedded(snapshot: string): Promise<TestDatabase> {
  const pglite = await PGlite.create({ loadDataDir: await openAsBlob(snapshot), extensions: { vector } })
  return { database: embeddedDatabase(pglite), url: null, drop: async () => {} }
}

async function clonePostgresql({ url: serverUrl, template }: { url: string; template: string }): Promise<TestDatabase> {
  const name = `docmill_test_${randomUUID().replaceAll('-', '')}`
  const server = postgres(serverUrl, { max: 1, onnotice: () => {} })
  await server.unsafe(`create database ${name} template ${template}`)
  const address = new URL(serverUrl)
  address.pathname = `/${name}`
  const url = address.href
  return {
    database: await openDatabase({ databaseUrl: url, dataDir: '' }, createLog('warn')),
    url,
    async drop() {
      await server.unsafe(`drop database ${name} with (force)`)
      await server.end()
    },
  }
}
