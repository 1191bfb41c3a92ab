// How many rows each table holds: what a test compares where "nothing is left" is the point. What providers were asked for
// stays, whatever becomes of the documents.
import type { Database } from '../core/database.ts'

/** By table's name, the queues' jobs as `pgboss.job`. */
export async function countRows({ prisma }: Database): Promise<Record<string, number>> {
  const tables = await prisma.$queryRaw<{ name: string }[]>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not in ('_prisma_migrations', 'providers', 'usage')
    order by 1`
  const counts: Record<string, number> = {}
  for (const name of [...tables.map((table) => table.name), 'pgboss.job']) {
    const [row] = await prisma.$queryRawUnsafe<{ count: number }[]>(`select count(*)::int as count from ${name}`)
    counts[name] = row!.count
  }
  return counts
}
