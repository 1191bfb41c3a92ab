// Takes a benchmark's measurements, or those of them that are named, one after the other on a PostgreSQL.
import { describeMachine } from './describe-machine.ts'
import type { Figures } from './figure.ts'

type Given<Setting> = {
  measurements: Record<string, (setting: Setting) => Promise<Figures>>
  /** As `--only` names them, with commas between; all without it. */
  only: string | undefined
  setting: Setting & { serverUrl: string; tell(line: string): void }
}

export async function measureAll<Setting>({ measurements, only, setting }: Given<Setting>): Promise<object> {
  const wanted = only?.split(',')
  const machine = await describeMachine(setting.serverUrl)
  const figures: Figures = {}
  for (const [name, measure] of Object.entries(measurements)) {
    if (wanted && !wanted.includes(name)) continue
    setting.tell(name)
    Object.assign(figures, await measure(setting))
  }
  return { machine, figures }
}
