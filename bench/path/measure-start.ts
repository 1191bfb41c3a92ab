// From `npm start` to ready on the embedded database: the first start, which makes the database, and the later ones.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { rounded, withFloor, type Figures } from '../rig/figure.ts'
import { percentile } from '../rig/percentile.ts'
import type { Setting } from './setting.ts'
import { startProcess } from '../rig/start-process.ts'

const RUNS = 5
const FLOOR_SECONDS = 5

export async function measureStart({ tell }: Setting): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'docmill-bench-'))
  try {
    const first = await startOnce(folder)
    const later: number[] = []
    for (let run = 1; run <= RUNS; run++) {
      later.push(await startOnce(folder))
      tell(`start ${run} of ${RUNS}: ${later.at(-1)!.toFixed(2)} s`)
    }
    return {
      firstStartSeconds: { figure: rounded(first) },
      secondStartSeconds: withFloor(percentile(later, 0.5), FLOOR_SECONDS, { runs: later.map(rounded) }),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function startOnce(dataDir: string): Promise<number> {
  await using service = await startProcess('npm', ['start'], { PORT: '0', DATA_DIR: dataDir, EMBEDDINGS: 'local' })
  return service.readyAfterMs / 1000
}
