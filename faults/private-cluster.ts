// A PostgreSQL of the test's own, which it may restart: made by the installed server's own tools, deleted afterwards.
import { execFile } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { appendFile, chown, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Debian's and the PGDG's folder; the newest that has pgvector. */
const TOOLS = globSync('/usr/lib/postgresql/*/bin')
  .filter((bin) => existsSync(join(bin, 'initdb')) && hasVector(bin))
  .toSorted()
  .at(-1)

/** Why there can be none on this machine; null where there can. */
export const noClusterBecause =
  TOOLS === undefined ? 'there is no PostgreSQL server with pgvector in /usr/lib/postgresql' : null

if (noClusterBecause && process.env['CI'])
  throw new Error(`CI must test restarts of PostgreSQL, but ${noClusterBecause}`)

export type Cluster = {
  url: string
  /** As after a crash: no shutdown, recovery from the log. */
  restart(): Promise<void>
  close(): Promise<void>
}

export async function startCluster(): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'docmill-cluster-'))
  const user = await ownFolder(folder)
  const control = (...words: string[]) => asOwner('pg_ctl', ['-D', folder, '-w', '-l', join(folder, 'log'), ...words])
  const port = await freePort()
  await asOwner('initdb', ['-D', folder, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8'])
  await appendFile(
    join(folder, 'postgresql.conf'),
    // Only the server dies in these tests: what it has written, the machine still has.
    `fsync = off\nlisten_addresses = '127.0.0.1'\nport = ${port}\nunix_socket_directories = ''\n`,
  )
  await control('start')
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    restart: () => control('restart', '-m', 'immediate'),
    async close() {
      await control('stop', '-m', 'immediate')
      await rm(folder, { recursive: true })
    },
  }

  async function asOwner(tool: string, words: string[]): Promise<void> {
    const file = join(TOOLS!, tool)
    await (user === null ? run(file, words) : run('runuser', ['-u', user, '--', file, ...words]))
  }
}

// PostgreSQL refuses to run as root.
async function ownFolder(folder: string): Promise<string | null> {
  if (process.getuid?.() !== 0) return null
  const [id, group] = await Promise.all(
    ['-u', '-g'].map(async (which) => (await run('id', [which, 'postgres'])).stdout),
  )
  await chown(folder, Number(id), Number(group))
  return 'postgres'
}

function hasVector(bin: string): boolean {
  const version = bin.split('/').at(-2)
  return existsSync(`/usr/share/postgresql/${version}/extension/vector.control`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
