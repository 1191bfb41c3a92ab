// Docmill's own processes, started as their users start them and ended by their pid.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface BenchProcess extends AsyncDisposable {
  readonly pid: number
  /** From the spawn to the line that says `ready`, in milliseconds. */
  readonly readyAfterMs: number
  /** Where it listens; empty for what does not listen. */
  readonly address: string
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const STOP_LIMIT_MS = 20_000

/** Resolves once it says that it is ready. The environment holds nothing but `environment` of what Docmill reads. */
export async function startProcess(
  command: string,
  given: string[],
  environment: NodeJS.ProcessEnv,
  onLog: (line: string) => void = (line) => console.error(line),
): Promise<BenchProcess> {
  const begin = performance.now()
  const env = { ...withoutSettings(process.env), LOG_LEVEL: 'warn', ...environment }
  const child = spawn(command, given, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  createInterface(child.stderr).on('line', onLog)
  const ended = once(child, 'close')
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const pid = innermost(child.pid!)
    const timer = setTimeout(() => process.kill(pid, 'SIGKILL'), STOP_LIMIT_MS)
    process.kill(pid, 'SIGTERM')
    await ended
    clearTimeout(timer)
  }
  try {
    const ready = await Promise.race([
      lineWith(createInterface(child.stdout), 'ready'),
      ended.then(() => Promise.reject(new Error(`${command} ${given.join(' ')} ended before it was ready`))),
    ])
    const address = /http:\S+/.exec(ready)?.[0] ?? ''
    return { pid: child.pid!, readyAfterMs: performance.now() - begin, address, [Symbol.asyncDispose]: stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const settings =
    /^(PORT|HOST|DATABASE_URL|DATA_DIR|EMBEDDINGS|CO_|COHERE_|OPENAI_|AUTH_|MAX_|WORKER_CONCURRENCY|LOG_LEVEL)/
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !settings.test(name)))
}

/** npm runs a shell that runs the process; it ends by itself once that has ended, but does not pass a SIGTERM on to it. */
function innermost(pid: number): number {
  const title = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  if (!/^(npm|\/?[\w/]*sh\0)/.test(title)) return pid
  const child = Number.parseInt(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'), 10)
  return Number.isNaN(child) ? pid : innermost(child)
}

async function lineWith(lines: AsyncIterable<string>, text: string): Promise<string> {
  for await (const line of lines) if (line.includes(text)) return line
  return new Promise(() => {})
}
