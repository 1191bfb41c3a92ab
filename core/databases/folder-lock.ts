// Keeps a second process out of the embedded database's folder: PGlite itself would open it and corrupt it. A lock
// file that a killed process left behind is recognised by its process being gone.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { DatabaseError } from '../database-error.ts'

/** Gives the function that releases the lock; throws DatabaseError where another living process holds it. */
export function lockFolder(folder: string): () => void {
  const file = join(folder, 'docmill.lock')
  const mine = JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) })
  for (let attempt = 1; ; attempt++) {
    try {
      writeFileSync(file, mine, { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const holder = livingHolder(file)
      if (holder !== null || attempt > 3) {
        throw new DatabaseError(
          `The data folder ${folder} is in use by process ${holder ?? 'unknown'}. Stop that one, or give this one a ` +
            'folder of its own with DATA_DIR. Several processes share a PostgreSQL: see DATABASE_URL.',
        )
      }
      rmSync(file, { force: true })
    }
  }
}

function livingHolder(file: string): number | null {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; startedAt: string | null }
    process.kill(pid, 0)
    // The number may have gone to another process since: Linux tells when that one began.
    return startedAt === startOf(pid) ? pid : null
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? -1 : null
  }
}

/** Clock ticks from boot to the start of the process (field 22 of proc(5) stat); null where there is no /proc. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}
