// Logs are JSON lines on stderr; stdout is for what a person asked for.
import pino from 'pino'

export type Log = pino.Logger

/** `level`: a name such as info, or silent. */
export function createLog(level: string, bindings: Record<string, unknown> = {}): Log {
  return pino(
    {
      level,
      base: bindings,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ fd: 2, sync: true }),
  )
}
