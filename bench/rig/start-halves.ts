// The api and the worker as processes of their own, by the commands of package.json, and the provider they embed with.
import { readFileSync } from 'node:fs'

import type { StageEnd } from './document-events.ts'
import { startProcess, type BenchProcess } from './start-process.ts'

export type Halves = { databaseUrl: string; providerUrl: string }

/** Documents at once, in one worker process. */
export const CONCURRENCY = 2

/** On any free port. */
export function startApi(halves: Halves): Promise<BenchProcess> {
  return startProcess(process.execPath, argumentsOf('api'), { ...environment(halves), PORT: '0' })
}

/** Puts the end of each stage into `ends`. `onLog` gets every message of its log. */
export function startWorker(
  halves: Halves,
  ends: StageEnd[] = [],
  onLog: (message: string) => void = () => {},
  slots = CONCURRENCY,
): Promise<BenchProcess> {
  const settings = { ...environment(halves), WORKER_CONCURRENCY: String(slots), LOG_LEVEL: 'debug' }
  return startProcess(process.execPath, argumentsOf('worker'), settings, (line) => {
    const { level, msg, queue, documentId, time } = JSON.parse(line) as Record<string, string>
    onLog(msg!)
    if (msg === 'the stage is done') ends.push({ queue: queue!, documentId: documentId!, at: Date.parse(time!) })
    else if (level !== 'debug' && level !== 'info') console.error(line)
  })
}

/** An embedding provider that answers at once, in a process of its own: its work must not be taken for ours. */
export function startProvider(): Promise<BenchProcess> {
  return startProcess(process.execPath, ['bench/rig/stand-in-provider.ts'], {})
}

/** What follows `node` in the script of this name: flags that users get are measured too. */
function argumentsOf(script: string): string[] {
  const { scripts } = JSON.parse(readFileSync(`${import.meta.dirname}/../../package.json`, 'utf8')) as {
    scripts: Record<string, string>
  }
  const words = scripts[script]!.split(' ')
  return words.slice(words.indexOf('node') + 1)
}

function environment({ databaseUrl, providerUrl }: Halves): NodeJS.ProcessEnv {
  return { DATABASE_URL: databaseUrl, EMBEDDINGS: 'cohere', CO_API_KEY: 'bench', COHERE_BASE_URL: providerUrl }
}
