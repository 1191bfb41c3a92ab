// Progress where nothing can be redrawn, as in a file or in CI: a line per change.
import { percent, printable, type ProgressDisplay } from './progress-display.ts'

const STAGE_WIDTH = 11

export function openLines(output: NodeJS.WritableStream): ProgressDisplay {
  const shown = new Map<number, string>()
  return {
    show(key, name, { stage, progress, message }) {
      const line = printable(`${name} ${percent(progress)} ${stage.padEnd(STAGE_WIDTH)} ${message}`)
      if (shown.get(key) === line) return
      shown.set(key, line)
      output.write(`${line}\n`)
    },
    end(key, line) {
      shown.delete(key)
      output.write(`${printable(line)}\n`)
    },
    close() {},
  }
}
