// PGlite: PostgreSQL in WebAssembly, inside this process and on one connection.
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import { fromPglite } from 'pg-boss'
import { PrismaPGlite } from 'pglite-prisma-adapter'

import { PrismaClient } from '../../prisma/generated/client/client.ts'
import type { Database } from '../database.ts'
import { lockFolder } from './folder-lock.ts'

/** Transactions queue up behind each other on the one connection: give them time. */
const TRANSACTION_OPTIONS = { maxWait: 60_000, timeout: 300_000 }

/** `dataDir`: a folder, made where it is missing. Throws DatabaseError where another process has it open. */
export async function openEmbedded(dataDir: string): Promise<Database> {
  const folder = resolve(dataDir)
  await mkdir(folder, { recursive: true })
  const unlock = lockFolder(folder)
  try {
    return embeddedDatabase(await PGlite.create({ dataDir: join(folder, 'pglite'), extensions: { vector } }), unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

/** A Database over a PGlite that runs already; `afterClose` is called once it is closed. */
export function embeddedDatabase(pglite: PGlite, afterClose: () => void = () => {}): Database {
  const prisma = new PrismaClient({ adapter: new PrismaPGlite(pglite), transactionOptions: TRANSACTION_OPTIONS })
  return {
    embedded: true,
    prisma,
    queueConnection: { backend: 'pglite', db: fromPglite(pglite) },
    transaction: (work) => prisma.$transaction(work),
    withSession: (work) =>
      work({
        query: async <Row extends object>(text: string, values?: unknown[]) =>
          (await pglite.query<Row>(text, values)).rows,
        script: async (text) => {
          await pglite.exec(text)
        },
      }),
    async listen(channel, onPayload, onListening) {
      const unlisten = await pglite.listen(channel, onPayload)
      onListening()
      return () => unlisten()
    },
    notify: async (channel, payload) => {
      await pglite.query('select pg_notify($1, $2)', [channel, payload])
    },
    async close() {
      await prisma.$disconnect()
      await pglite.close()
      afterClose()
    },
  }
}
