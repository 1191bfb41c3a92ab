// PostgreSQL: Prisma on a pool of node-postgres, postgres.js for LISTEN, NOTIFY and sessions, pg-boss on its own pool.
import { PrismaPg } from '@prisma/adapter-pg'
import postgres from 'postgres'

import { PrismaClient } from '../../prisma/generated/client/client.ts'
import { DatabaseError } from '../database-error.ts'
import type { Database } from '../database.ts'
import type { Log } from '../log.ts'
import { connectSocket, createSocket, PULSE_EVERY_MS } from './silent-connection.ts'

const POOL_SIZE = 10
const QUEUE_POOL_SIZE = 4
const CONNECT_TIMEOUT_SECONDS = 10
/**
 * A process that is stopped, or cut off, in the middle of a transaction keeps its locks: the server takes them back, so
 * that another worker can go on with the document. Our own transactions never pause for long.
 */
const PAUSE_IN_TRANSACTION_MS = 20_000
const CONNECTION = {
  stream: createSocket,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  connectionTimeoutMillis: CONNECT_TIMEOUT_SECONDS * 1_000,
  idle_in_transaction_session_timeout: PAUSE_IN_TRANSACTION_MS,
  // Compiling a search's statement takes longer than running it (37 of 58 ms for one by words, 380 of 400 by meaning).
  // So does starting processes to share its work with (6 ms for each part of a statement that takes 2).
  options: '-c jit=off -c max_parallel_workers_per_gather=0',
}
const SESSIONS = {
  socket: connectSocket,
  connect_timeout: CONNECT_TIMEOUT_SECONDS,
  // A connection that is silent because nobody needs it is ended before it looks lost.
  idle_timeout: 30,
}
const SESSION = { connect_timeout: CONNECT_TIMEOUT_SECONDS, connection: { application_name: 'docmill-session' } }
const PULSE_CHANNEL = 'docmill_pulse'
/** A stage's last transaction of a large document writes for seconds. */
const TRANSACTION_OPTIONS = { maxWait: 30_000, timeout: 300_000 }

export async function openPostgresql(url: string, log: Log): Promise<Database> {
  const sql = postgres(url, {
    ...SESSIONS,
    max: 2,
    onnotice: () => {},
    connection: { application_name: 'docmill-listen' },
  })
  await checkServer(sql, url)
  const adapter = new PrismaPg(
    { ...CONNECTION, connectionString: url, max: POOL_SIZE, application_name: 'docmill' },
    { onPoolError: ({ message }) => log.warn({ reason: message }, 'a database connection was lost') },
  )
  const pulse = createPulse(sql)
  const prisma = new PrismaClient({ adapter, transactionOptions: TRANSACTION_OPTIONS })
  return {
    embedded: false,
    prisma,
    queueConnection: {
      ...CONNECTION,
      connectionString: url,
      max: QUEUE_POOL_SIZE,
      application_name: 'docmill-queue',
    },
    transaction: (work) => prisma.$transaction(work),
    async withSession(work) {
      // Of its own, and without a limit to silence: a migration or the making of an index takes as long as it takes.
      const session = postgres(url, { ...SESSION, max: 1, onnotice: () => {} })
      try {
        return await work({
          query: async <Row extends object>(text: string, values: unknown[] = []) =>
            [...(await session.unsafe(text, values as never[]))] as unknown as Row[],
          script: async (text) => {
            await session.unsafe(text).simple()
          },
        })
      } finally {
        await session.end({ timeout: 5 })
      }
    },
    async listen(channel, onPayload, onListening) {
      await pulse.start()
      const listening = await sql.listen(channel, onPayload, onListening)
      return () => listening.unlisten()
    },
    notify: async (channel, payload) => {
      await sql.notify(channel, payload)
    },
    async close() {
      pulse.stop()
      await prisma.$disconnect()
      await sql.end({ timeout: 5 })
    },
  }
}

/** Everybody who listens sends everybody a sign of life: where none comes, the connection is lost and made anew. */
function createPulse(sql: postgres.Sql) {
  let timer: NodeJS.Timeout | null = null
  return {
    async start() {
      if (timer) return
      timer = setInterval(() => void sql.notify(PULSE_CHANNEL, '').catch(() => {}), PULSE_EVERY_MS)
      await sql.listen(PULSE_CHANNEL, () => {})
    },
    stop() {
      if (timer) clearInterval(timer)
    },
  }
}

async function checkServer(sql: postgres.Sql, url: string): Promise<void> {
  try {
    const [server] = await sql`
      select current_setting('server_version_num')::int / 10000 as version,
        exists (select from pg_available_extensions where name = 'vector') as vector`
    if (server?.['version'] < 15) {
      throw new DatabaseError(`PostgreSQL ${server?.['version']} is too old: Docmill needs 15 or newer.`)
    }
    if (!server?.['vector']) {
      throw new DatabaseError(
        'This PostgreSQL has no pgvector: install it (https://github.com/pgvector/pgvector#installation), or use the ' +
          'image of docker-compose.yml.',
      )
    }
  } catch (error) {
    await sql.end({ timeout: 0 })
    if (error instanceof DatabaseError) throw error
    throw new DatabaseError(`PostgreSQL at ${withoutPassword(url)} cannot be used: ${reason(error)}`, { cause: error })
  }
}

function withoutPassword(url: string): string {
  const { hostname, port, pathname } = new URL(url)
  return `${hostname}:${port || 5432}${pathname}`
}

function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message: string }
  if (code === 'ECONNREFUSED' || code === 'CONNECT_TIMEOUT') {
    return 'nothing answers there. Start it (`docker compose up -d database`) or correct DATABASE_URL.'
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'there is no such host. Correct DATABASE_URL.'
  if (code === '28P01' || code === '28000') return 'it refuses this user or password. Correct DATABASE_URL.'
  if (code === '3D000') return 'it has no such database. Create it (`createdb`) or correct DATABASE_URL.'
  return message
}
