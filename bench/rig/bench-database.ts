// A database of its own for one measurement, dropped at its end.
import { randomUUID } from 'node:crypto'
import postgres from 'postgres'

export interface BenchDatabase extends AsyncDisposable {
  readonly url: string
  readonly sql: postgres.Sql
}

export async function createBenchDatabase(serverUrl: string): Promise<BenchDatabase> {
  const name = `docmill_bench_${randomUUID().replaceAll('-', '')}`
  const server = postgres(serverUrl, { max: 1, onnotice: () => {} })
  await server.unsafe(`create database ${name}`)
  const address = new URL(serverUrl)
  address.pathname = `/${name}`
  const sql = postgres(address.href, { max: 1, onnotice: () => {} })
  return {
    url: address.href,
    sql,
    async [Symbol.asyncDispose]() {
      await sql.end()
      await server.unsafe(`drop database ${name} with (force)`)
      await server.end()
    },
  }
}
