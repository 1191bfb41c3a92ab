// A log that a test can read.
import pino from 'pino'

import type { Log } from '../core/log.ts'

export type RecordedLog = { log: Log; lines: Record<string, unknown>[] }

/** Keeps warnings and errors, oldest first. */
export function recordLog(): RecordedLog {
  const lines: Record<string, unknown>[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => lines.push(JSON.parse(line)) })
  return { log, lines }
}
