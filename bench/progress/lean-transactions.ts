// Transactions that run core/job.ts's statements on postgres.js. Prisma's own work for them is so much more than the
// database's that it would hide what the database could do (on two busy cores: 300 commits/s with it, 600 without).
import postgres from 'postgres'

import type { Transaction } from '../../core/database.ts'

export type LeanTransactions = { commit(work: (transaction: Transaction) => Promise<unknown>): Promise<void> }

const JSONB = 3802

export function openLeanTransactions(url: string, connections: number): LeanTransactions {
  // Values of this type come as text already.
  const jsonb = { to: JSONB, from: [JSONB], serialize: (text: string) => text, parse: (text: string) => text }
  const sql = postgres(url, { max: connections, onnotice: () => {}, types: { jsonb } })
  return {
    async commit(work) {
      await sql.begin((begun) => work(statementsOn(begun)))
    },
  }
}

/** The part of Prisma's transaction that events are written with. */
function statementsOn(begun: postgres.TransactionSql): Transaction {
  const run = (strings: TemplateStringsArray, ...values: never[]) => begun(strings, ...values)
  const statements = {
    $queryRaw: run,
    $executeRaw: async (...given: Parameters<typeof run>) => (await run(...given)).count,
  }
  return statements as unknown as Transaction
}
