// Starts the whole service as a process of its own, on an embedded database in `dataDir`, whatever the environment says.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export type RunningService = {
  /** Such as http://127.0.0.1:4000. */
  address: string
  /** Rejects if the service ends without having been told to. */
  ended: Promise<never>
  /** Ends it, cleanly if it can; what is under way gets some seconds. */
  stop(): Promise<void>
}

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const END_WITH_PARENT = new URL('end-with-parent.ts', import.meta.url).href
/** Longer than the service itself takes to give up on a clean end. */
const STOP_LIMIT_MS = 20_000
/** What it says last is enough to tell why it ended. */
const KEPT_OUTPUT = 20

export async function startService(
  { port, dataDir }: { port: number; dataDir: string },
  signal: AbortSignal,
): Promise<RunningService> {
  // A group of its own: Ctrl-C on the terminal would otherwise reach it a second time, which ends it at once.
  const child = spawn(process.execPath, ['--import', END_WITH_PARENT, 'start.ts'], {
    cwd: ROOT,
    env: environment(port, dataDir),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  })
  const output: string[] = []
  const keep = (line: string) => void (output.push(line) > KEPT_OUTPUT && output.shift())
  createInterface(child.stderr!).on('line', keep)
  const ended = failWhenEnded(child, output)
  try {
    const address = await Promise.race([readAddress(child, keep), ended, abort(signal)])
    return { address, ended, stop: () => stop(child) }
  } catch (error) {
    await stop(child)
    throw error
  }
}

function environment(port: number, dataDir: string): NodeJS.ProcessEnv {
  const { DATABASE_URL, AUTH_JWT_SECRET, AUTH_JWKS_URL, ...rest } = process.env
  const own = { HOST: '127.0.0.1', PORT: String(port), DATA_DIR: dataDir, EMBEDDINGS: 'local' }
  return { LOG_LEVEL: 'warn', ...rest, ...own }
}

async function readAddress(child: ChildProcess, keep: (line: string) => void): Promise<string> {
  return new Promise((resolve) => {
    createInterface(child.stdout!).on('line', (line) => {
      keep(line)
      const address = /ready at (\S+)/.exec(line)?.[1]
      if (address) resolve(address)
    })
  })
}

function failWhenEnded(child: ChildProcess, output: string[]): Promise<never> {
  const ended = once(child, 'close').then(() => {
    throw new Error(`The service has ended:\n${output.join('\n')}`)
  })
  // Nobody may be waiting for it by then.
  ended.catch(() => {})
  return ended
}

async function abort(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort')
  throw signal.reason
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
  const end = once(child, 'exit')
  child.kill('SIGTERM')
  await end
  clearTimeout(timer)
}
