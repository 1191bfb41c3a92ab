// `npm run verify`: everything that must hold before a change is merged, in order, stopping at the first that does not.
// Further arguments go to the tests: `npm run verify -- --bail=1`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'

import { checkGenerated } from './check-generated.ts'

type Step = { name: string; run: () => Promise<Outcome> }
export type Outcome = { passed: boolean; output: string }

const ROOT = join(import.meta.dirname, '..')
const PATH = [join(ROOT, 'node_modules', '.bin'), process.env['PATH']].join(delimiter)

const STEPS: Step[] = [
  { name: 'format', run: () => run('oxfmt --check .') },
  { name: 'lint', run: () => run('oxlint --deny-warnings') },
  { name: 'types', run: () => run('tsc --noEmit') },
  { name: 'types of the page', run: () => run('tsc --noEmit -p client') },
  { name: 'unused code', run: () => run('knip') },
  { name: 'generated files', run: () => checkGenerated(ROOT, run) },
  { name: 'tests', run: () => run(['vitest run', ...process.argv.slice(2)].join(' '), 'shown') },
]

for (const step of STEPS) {
  const started = performance.now()
  const { passed, output } = await step.run()
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${passed ? 'passed' : 'FAILED'}  ${step.name.padEnd(18)} ${seconds.padStart(6)} s`)
  if (passed) continue
  console.error(output.trimEnd())
  process.exit(1)
}

/** `shown`: the output goes to the terminal as it comes, not into the outcome. */
async function run(command: string, output: 'kept' | 'shown' = 'kept'): Promise<Outcome> {
  const stdio = output === 'shown' ? 'inherit' : 'pipe'
  const child = spawn(command, { cwd: ROOT, env: { ...process.env, PATH }, shell: true, stdio })
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
    once(child, 'close') as Promise<[number | null]>,
  ])
  return { passed: code === 0, output: stdout + stderr }
}
