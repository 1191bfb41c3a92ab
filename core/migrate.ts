// Applies prisma/migrations at start, under Prisma's own advisory lock and in Prisma's own table, so that Prisma's
// `migrate status` and `migrate deploy` agree with it. Needs no engine binary.
import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { DatabaseError } from './database-error.ts'
import type { Database, Session } from './database.ts'
import type { Log } from './log.ts'

const FOLDER = join(import.meta.dirname, '../prisma/migrations')

/** The key that Prisma's schema engine takes: github.com/prisma/prisma-engines, advisory lock 72707369. */
const PRISMA_LOCK = 72_707_369

const CREATE_MIGRATIONS_TABLE = `
  create table if not exists _prisma_migrations (
    id varchar(36) primary key not null,
    checksum varchar(64) not null,
    finished_at timestamptz,
    migration_name varchar(255) not null,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz not null default now(),
    applied_steps_count integer not null default 0
  )`

type Migration = { name: string; sql: string; checksum: string }

/** Throws DatabaseError where the database was migrated by a newer version of Docmill. */
export async function migrate(database: Database, log: Log): Promise<void> {
  const migrations = await readMigrations()
  await database.withSession(async (session) => {
    await session.query('select pg_advisory_lock($1)', [PRISMA_LOCK])
    try {
      await session.script(CREATE_MIGRATIONS_TABLE)
      const applied = await appliedMigrations(session)
      refuseUnknown(applied, migrations)
      for (const migration of migrations) {
        if (applied.has(migration.name)) continue
        log.info({ migration: migration.name }, 'migrating the database')
        await apply(session, migration)
      }
    } finally {
      await session.query('select pg_advisory_unlock($1)', [PRISMA_LOCK])
    }
  })
}

/** Changes nothing. Throws DatabaseError where the schema is not exactly this version's. */
export async function requireMigrated(database: Database): Promise<void> {
  const migrations = await readMigrations()
  await database.withSession(async (session) => {
    const [found] = await session.query<{ ours: boolean }>(
      "select to_regclass('_prisma_migrations') is not null and to_regclass('pgboss.job') is not null as ours",
    )
    if (!found!.ours) {
      throw new DatabaseError('The database has no tables of Docmill. Correct DATABASE_URL or DATA_DIR.')
    }
    const applied = await appliedMigrations(session)
    refuseUnknown(applied, migrations)
    const missing = migrations.filter(({ name }) => !applied.has(name))
    if (missing.length === 0) return
    throw new DatabaseError(
      `The database has the schema of an older version of Docmill (it lacks ${missing.map(({ name }) => name).join(', ')}). ` +
        'Start this version once (npm start), which migrates it.',
    )
  })
}

async function readMigrations(): Promise<Migration[]> {
  const entries = await readdir(FOLDER, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.toSorted().map(async (name) => {
      const sql = await readFile(join(FOLDER, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

async function appliedMigrations(session: Session): Promise<Set<string>> {
  const rows = await session.query<{ migration_name: string }>(
    'select migration_name from _prisma_migrations where finished_at is not null and rolled_back_at is null',
  )
  return new Set(rows.map((row) => row.migration_name))
}

function refuseUnknown(applied: Set<string>, migrations: Migration[]): void {
  const known = new Set(migrations.map((migration) => migration.name))
  const unknown = [...applied].filter((name) => !known.has(name))
  if (unknown.length === 0) return
  throw new DatabaseError(
    `The database has the schema of another version of Docmill (migration ${unknown.join(', ')} is unknown here). ` +
      'Update Docmill, or use another database.',
  )
}

async function apply(session: Session, { name, sql, checksum }: Migration): Promise<void> {
  await session.script(`begin;\n${sql}\ncommit;`).catch(async (error: unknown) => {
    await session.script('rollback')
    throw new DatabaseError(`Migration ${name} failed: ${(error as Error).message}`, { cause: error })
  })
  await session.query(
    `insert into _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
     values ($1, $2, now(), $3, 1)`,
    [randomUUID(), checksum, name],
  )
}
