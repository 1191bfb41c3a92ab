// What the death of workers costs, against the floors of issue 3; README.md tells how each figure is taken.
// Options: --only NAME,NAME… · --rounds N · --seconds N
import { parseArgs } from 'node:util'

import { measureCancel } from './faults/measure-cancel.ts'
import { measureKills } from './faults/measure-kills.ts'
import { measureResume } from './faults/measure-resume.ts'
import type { Setting } from './faults/setting.ts'
import { measureAll } from './rig/measure-all.ts'

const MEASUREMENTS = { resume: measureResume, cancel: measureCancel, kills: measureKills }

export async function faults(given: string[], tell: (line: string) => void): Promise<object> {
  const { values } = parseArgs({
    args: given,
    options: {
      only: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '60' },
    },
  })
  const serverUrl = process.env['BENCH_DATABASE_URL'] ?? process.env['TEST_DATABASE_URL']
  if (!serverUrl) throw new Error('This benchmark needs a PostgreSQL: set BENCH_DATABASE_URL or TEST_DATABASE_URL.')
  const setting: Setting = { tell, serverUrl, rounds: Number(values.rounds), seconds: Number(values.seconds) }
  return measureAll({ measurements: MEASUREMENTS, only: values.only, setting })
}
