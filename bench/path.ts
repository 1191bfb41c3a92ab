// The whole path from an upload to a searchable document, against the floors of issue 2; README.md tells how each
// figure is taken. Options: --only NAME,NAME… · --big FILE · --rounds N · --install
import { parseArgs } from 'node:util'

import { describeMachine } from './rig/describe-machine.ts'
import type { Figures } from './rig/figure.ts'
import { measureAcknowledgement } from './path/measure-acknowledgement.ts'
import { measureBacklog } from './path/measure-backlog.ts'
import { measureBigDocument } from './path/measure-big-document.ts'
import { measureInstall } from './path/measure-install.ts'
import { measurePickUp } from './path/measure-pick-up.ts'
import { measureStart } from './path/measure-start.ts'
import type { Setting } from './path/setting.ts'

const ALONE = { install: measureInstall, start: measureStart }
const ON_POSTGRESQL = {
  acknowledgement: measureAcknowledgement,
  'pick-up': measurePickUp,
  backlog: measureBacklog,
  'big-document': measureBigDocument,
}

export async function path(given: string[], tell: (line: string) => void): Promise<object> {
  const { values } = parseArgs({
    args: given,
    options: {
      only: { type: 'string' },
      big: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      install: { type: 'boolean', default: false },
    },
  })
  const serverUrl = process.env['BENCH_DATABASE_URL'] ?? process.env['TEST_DATABASE_URL'] ?? ''
  const setting: Setting = {
    tell,
    serverUrl,
    bigPdf: values.big ?? process.env['BIG_PDF'] ?? null,
    rounds: Number(values.rounds),
    install: values.install,
  }
  const wanted = values.only?.split(',')
  const machine = await describeMachine(serverUrl)
  const figures: Figures = {}
  for (const [name, measure] of Object.entries({ ...ALONE, ...ON_POSTGRESQL })) {
    if (wanted && !wanted.includes(name)) continue
    tell(name)
    if (name in ON_POSTGRESQL && serverUrl === '') {
      figures[name] = { figure: null, note: 'needs BENCH_DATABASE_URL or TEST_DATABASE_URL' }
    } else Object.assign(figures, await measure(setting))
  }
  return { machine, figures }
}
