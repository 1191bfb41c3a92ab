// The api serves the page as it was last built: tests of the page must not test an old one. As Vitest's global setup,
// so that it is done once and before all.
import { execFile } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const CLIENT = join(import.meta.dirname, '..')

/** Builds client/dist where client/src or client/index.html is newer. */
export default async function buildPageIfChanged(): Promise<void> {
  const built = await changedAt(join(CLIENT, 'dist/index.html'))
  const names = await readdir(join(CLIENT, 'src'), { recursive: true })
  const sources = [join(CLIENT, 'index.html'), ...names.map((name) => join(CLIENT, 'src', name))]
  const changes = await Promise.all(sources.map(changedAt))
  if (Math.max(...changes) < built) return
  const vite = join(CLIENT, '../node_modules/vite/bin/vite.js')
  // In a process of its own: within a test, Vite would build React's development version.
  await promisify(execFile)(process.execPath, [vite, 'build', CLIENT], {
    env: { ...process.env, NODE_ENV: 'production' },
  })
}

/** 0: there is no such file. */
async function changedAt(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  )
}
