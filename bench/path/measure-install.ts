// `npm ci`: seconds (only with --install, in a fresh clone of the last commit) and how much it puts on the disk.
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { withFloor, type Figures } from '../rig/figure.ts'
import type { Setting } from './setting.ts'

const ROOT = join(import.meta.dirname, '../..')
const FLOORS = { seconds: 120, gigabytes: 1.2 }

export async function measureInstall({ install, tell }: Setting): Promise<Figures> {
  if (!install) {
    return {
      installSeconds: { figure: null, note: 'measured only with --install' },
      installGigabytes: withFloor(gigabytes(join(ROOT, 'node_modules')), FLOORS.gigabytes, {
        note: 'of this checkout',
      }),
    }
  }
  const folder = await mkdtemp(join(tmpdir(), 'docmill-bench-'))
  try {
    execFileSync('git', ['clone', '--quiet', `file://${ROOT}`, folder], { stdio: ['ignore', 'inherit', 'inherit'] })
    tell('npm ci')
    const begin = performance.now()
    execFileSync('npm', ['ci'], { cwd: folder, stdio: ['ignore', 2, 2] })
    return {
      installSeconds: withFloor((performance.now() - begin) / 1000, FLOORS.seconds),
      installGigabytes: withFloor(gigabytes(join(folder, 'node_modules')), FLOORS.gigabytes),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function gigabytes(folder: string): number {
  const kilobytes = Number.parseInt(execFileSync('du', ['-sk', folder], { encoding: 'utf8' }), 10)
  return (kilobytes * 1024) / 1e9
}
