// After `npm ci --ignore-scripts` the generated code and the page are missing: makes them.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const BUILT = ['../prisma/generated/client/client.ts', '../client/dist/index.html']

/** Throws where they are missing and cannot be made. */
export async function ensureBuilt(): Promise<void> {
  if (BUILT.every((file) => existsSync(new URL(file, import.meta.url)))) return
  console.log('Preparing Docmill: npm run prepare …')
  // The npm that called us, where one did, so that both are of one version.
  const npm = process.env['npm_execpath']
  const [command, first] = npm ? [process.execPath, [npm]] : ['npm', []]
  const child = spawn(command, [...first, 'run', '--silent', 'prepare'], { cwd: ROOT, stdio: 'inherit' })
  const [status] = (await once(child, 'exit')) as [number | null]
  if (status !== 0) throw new Error('`npm run prepare` failed: see above. Run `npm ci`, then try again.')
}
