// Folders for the files that are being read, of one document each. A worker that is killed leaves its own behind: the
// next one to start on the same machine removes them.
import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'

/** Of this machine's workers. Containers that share a folder have process ids of their own, and host names. */
const PREFIX = `docmill-work-${hostname()}-`
/** Process ids come back: after a container's restart they are the same. */
const OWN = `${process.pid}-${randomUUID().slice(0, 8)}-`

/** Gives what `work` gives; the folder is gone afterwards. */
export async function withWorkFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), PREFIX + OWN))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Removes the folders of processes that have ended. */
export async function removeAbandonedFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX) || name.startsWith(PREFIX + OWN)) continue
    const pid = Number.parseInt(name.slice(PREFIX.length))
    if (pid === process.pid || !lives(pid)) await rm(join(tmpdir(), name), { recursive: true, force: true })
  }
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // Another user's process may not be asked, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
