// Starts a process of Docmill as a person does, and watches it to its end.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

import { eventually } from '../core/testing/eventually.ts'

const ROOT = join(import.meta.dirname, '..')
const PRELOAD = join(import.meta.dirname, 'signal-at.ts')
/** A process that ends by itself leaves its compiled code to those that follow: they start in two thirds of the time. */
const COMPILE_CACHE = join(tmpdir(), 'docmill-compile-cache')

/** Until a process reaches its step, on a machine that is busy with other tests. */
const STOPPED_WITHIN_MS = 90_000

export type FaultProcess = {
  pid: number
  /** What the process says of itself, once it serves; rejects where it ends before. */
  ready: Promise<string>
  /** The signal or the status that ended it. */
  ended: Promise<string>
  signal(signal: NodeJS.Signals): void
  /** Has it send itself a signal once it reaches a step from now on: such as "SIGSTOP 2 embed committing". */
  signalAt(moment: string): Promise<void>
  /** Stops it at once, and resolves when it is. */
  stop(): Promise<void>
  /** Resolves once the process is stopped by SIGSTOP; rejects where that does not happen in time. */
  stopped(): Promise<void>
  /** Ends it at once, where it still runs. */
  kill(): Promise<void>
  /** Of stdout and stderr. */
  text(): string
}

/** `signalAt`: such as "SIGKILL 2 embed committing". */
export function startProcess(file: string, environment: Record<string, string>, signalAt?: string): FaultProcess {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, ['--import', PRELOAD, join(ROOT, file)], {
    env: {
      PATH,
      HOME,
      LOG_LEVEL: 'info',
      // Tests follow as many documents at once as they like.
      MAX_SOCKETS_PER_USER: '1000',
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      ...environment,
      ...(signalAt !== undefined && { FAULT_SIGNAL_AT: signalAt }),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  }) as ChildProcess & { stdout: Readable; stderr: Readable }
  let text = ''
  const ended = once(child, 'exit').then(([status, signal]) => String(signal ?? status))
  const ready = new Promise<string>((resolve, reject) => {
    const read = (data: Buffer) => {
      text += data.toString()
      const line = /^.* is ready.*$/m.exec(text)?.[0]
      if (line) resolve(line)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    void ended.then((end) => reject(new Error(`${file} ended with ${end} before it was ready:\n${text}`)))
  })
  ready.catch(() => {})
  const stopped = () =>
    eventually(async () => {
      if ((await stateOf(child.pid!)) !== 'T') throw new Error(`${file} is not stopped:\n${text}`)
    }, STOPPED_WITHIN_MS)
  return {
    pid: child.pid!,
    ready,
    ended,
    signal: (signal) => void child.kill(signal),
    async signalAt(moment) {
      const armed = once(child, 'message')
      child.send(moment)
      await armed
    },
    async stop() {
      child.kill('SIGSTOP')
      await stopped()
    },
    stopped,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    text: () => text,
  }
}

/** proc(5) stat, field 3: T is stopped by a signal. */
async function stateOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0]
}
