// Runs one of the commands as its users do: as a process, with what it writes.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const FOLDER = fileURLToPath(new URL('..', import.meta.url))

export type StartedCommand = {
  child: ChildProcess
  /** Fulfilled once its output has this. */
  says(text: string): Promise<void>
  ended: Promise<{ status: number | null; output: string; errors: string }>
}

export function startCommand(file: string, given: string[], environment: NodeJS.ProcessEnv = {}): StartedCommand {
  const child = spawn(process.execPath, [`${FOLDER}${file}`, ...given], { env: { ...process.env, ...environment } })
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (output += piece))
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (errors += piece))
  const ended = once(child, 'close').then(([status]) => ({ status: status as number | null, output, errors }))
  return {
    child,
    ended,
    async says(text) {
      while (!output.includes(text)) {
        const ending = await Promise.race([once(child.stdout, 'data').then(() => null), ended])
        if (ending)
          throw new Error(`ended with status ${ending.status}, without saying "${text}":\n${output}\n${errors}`)
      }
    },
  }
}

export function runCommand(file: string, given: string[], environment: NodeJS.ProcessEnv = {}) {
  return startCommand(file, given, environment).ended
}
