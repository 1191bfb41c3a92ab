// The seam between Docmill and its database: PostgreSQL or, without one, PGlite inside this process. Nothing beyond
// this file and `databases/` knows which it is, but for the few who ask `embedded` because of a measured limit.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import type { ConstructorOptions } from 'pg-boss'

import type { Prisma, PrismaClient } from '../prisma/generated/client/client.ts'
import type { Config } from './config.ts'
import { DatabaseError } from './database-error.ts'
import type { Log } from './log.ts'
import { migrate, requireMigrated } from './migrate.ts'

export type DatabaseConfig = Pick<Config, 'databaseUrl' | 'dataDir'>

/** Inside `database.transaction`; all that is done through it is committed together or not at all. */
export type Transaction = Prisma.TransactionClient

/** One connection of its own, for what is bound to a session. */
export interface Session {
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>
  /** Runs several statements at once, without parameters. */
  script(text: string): Promise<void>
}

export interface Database {
  /** True for PGlite: one connection, no other process, each statement blocks this process while it runs. */
  readonly embedded: boolean
  readonly prisma: PrismaClient
  /** What pg-boss needs to work on the same database. */
  readonly queueConnection: ConstructorOptions
  transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>
  withSession<Result>(work: (session: Session) => Promise<Result>): Promise<Result>
  /**
   * Calls `onPayload` for each notification, and `onListening` whenever listening (re)starts: whatever was notified
   * before that moment may have been missed. Gives the function that stops listening.
   */
  listen(channel: string, onPayload: (payload: string) => void, onListening: () => void): Promise<() => Promise<void>>
  /** Payloads are at most 7,999 bytes. */
  notify(channel: string, payload: string): Promise<void>
  close(): Promise<void>
}

/** Opens the configured database and brings its schema up to date. Throws DatabaseError. */
export function openDatabase(config: DatabaseConfig, log: Log): Promise<Database> {
  return openWith(config, log, (database) => migrate(database, log))
}

/** Opens the configured database as it is. Throws DatabaseError where it is not there or of another version. */
export async function openExistingDatabase(config: DatabaseConfig, log: Log): Promise<Database> {
  if (!config.databaseUrl && !existsSync(join(config.dataDir, 'pglite'))) {
    throw new DatabaseError(`There is no database in ${config.dataDir}. Set DATA_DIR or DATABASE_URL to where it is.`)
  }
  return openWith(config, log, requireMigrated)
}

async function openWith(
  config: DatabaseConfig,
  log: Log,
  check: (database: Database) => Promise<void>,
): Promise<Database> {
  const database = await connect(config, log)
  try {
    await check(database)
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

// Each backend is loaded only where it is used: PGlite alone is 25 MB of WebAssembly.
async function connect(config: DatabaseConfig, log: Log): Promise<Database> {
  if (config.databaseUrl) {
    const { openPostgresql } = await import('./databases/postgresql.ts')
    return openPostgresql(config.databaseUrl, log)
  }
  const { openEmbedded } = await import('./databases/embedded.ts')
  return openEmbedded(config.dataDir)
}
