// On what the figures were taken.
import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os'
import postgres from 'postgres'

const ROOT = `${import.meta.dirname}/../..`

export async function describeMachine(serverUrl: string): Promise<object> {
  return {
    at: new Date().toISOString(),
    commit: git('rev-parse', '--short', 'HEAD'),
    uncommittedFiles: git('status', '--porcelain')?.split('\n').filter(Boolean).length,
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim(),
    memoryGigabytes: Math.round(totalmem() / 1e9),
    system: `${process.platform} ${release()}`,
    node: process.version,
    /** Of the last minute, before anything was measured: more than a fraction of a core, and the figures are too high. */
    load: Number(loadavg()[0]!.toFixed(2)),
    postgresql: serverUrl === '' ? null : await describeServer(serverUrl),
  }
}

async function describeServer(url: string): Promise<object> {
  const sql = postgres(url, { max: 1 })
  try {
    const [settings] = await sql`
      select current_setting('server_version') as version, current_setting('fsync') as fsync,
        current_setting('synchronous_commit') as "synchronousCommit",
        (select default_version from pg_available_extensions where name = 'vector') as vector`
    return { ...settings }
  } finally {
    await sql.end()
  }
}

function git(...given: string[]): string | null {
  try {
    return execFileSync('git', given, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return null
  }
}
