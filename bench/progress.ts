// What it costs to tell everybody of progress, against the floors of issue 4; README.md tells how each figure is taken.
// Options: --only NAME,NAME… · --watchers N · --events N · --rounds N · --documents N · --seconds N
import { parseArgs } from 'node:util'

import { measureCommits } from './progress/measure-commits.ts'
import { measureDelivery } from './progress/measure-delivery.ts'
import { measureLatency } from './progress/measure-latency.ts'
import { measurePolling } from './progress/measure-polling.ts'
import { measureSilence } from './progress/measure-silence.ts'
import { measureWorker } from './progress/measure-worker.ts'
import type { Setting } from './progress/setting.ts'
import { measureAll } from './rig/measure-all.ts'

const MEASUREMENTS = {
  latency: measureLatency,
  delivery: measureDelivery,
  worker: measureWorker,
  commits: measureCommits,
  polling: measurePolling,
  silence: measureSilence,
}

export async function progress(given: string[], tell: (line: string) => void): Promise<object> {
  const { values } = parseArgs({
    args: given,
    options: {
      only: { type: 'string' },
      watchers: { type: 'string', default: '1000' },
      events: { type: 'string', default: '100' },
      rounds: { type: 'string', default: '3' },
      documents: { type: 'string', default: '100' },
      seconds: { type: 'string', default: '3' },
    },
  })
  const serverUrl = process.env['BENCH_DATABASE_URL'] ?? process.env['TEST_DATABASE_URL']
  if (!serverUrl) throw new Error('This benchmark needs a PostgreSQL: set BENCH_DATABASE_URL or TEST_DATABASE_URL.')
  const setting: Setting = {
    tell,
    serverUrl,
    watchers: Number(values.watchers),
    events: Number(values.events),
    rounds: Number(values.rounds),
    documents: Number(values.documents),
    seconds: Number(values.seconds),
  }
  return measureAll({ measurements: MEASUREMENTS, only: values.only, setting })
}
