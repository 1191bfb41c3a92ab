// Progress on a terminal: a bar for each document under way, redrawn in place, below the lines of those that are done.
import { percent, printable, type ProgressDisplay, type ProgressState } from './progress-display.ts'

const BAR_WIDTH = 24
const STAGE_WIDTH = 11
const NAME_WIDTH = 28
/** Often enough for an eye, seldom enough for a slow connection to the terminal. */
const REDRAW_EVERY_MS = 50

/** Without wrapping: a line that is too long must not take two, or the count of lines to go back is wrong. */
const NO_WRAP = '\u001b[?7l'
const WRAP = '\u001b[?7h'
const CLEAR_BELOW = '\u001b[J'

export function openBars(output: NodeJS.WriteStream): ProgressDisplay {
  const bars = new Map<number, string>()
  const ended: string[] = []
  let drawn = 0
  let timer: NodeJS.Timeout | null = null

  const draw = () => {
    const up = drawn > 0 ? `\u001b[${drawn}A\r` : '\r'
    const lines = fitting([...bars.values()], output.rows || 24)
    output.write(up + CLEAR_BELOW + NO_WRAP + [...ended.splice(0), ...lines].map((line) => `${line}\n`).join('') + WRAP)
    drawn = lines.length
  }
  const drawSoon = () => {
    timer ??= setTimeout(() => {
      timer = null
      draw()
    }, REDRAW_EVERY_MS)
  }
  const drawNow = () => {
    if (timer) clearTimeout(timer)
    timer = null
    draw()
  }

  return {
    show(key, name, state) {
      const isNew = !bars.has(key)
      bars.set(key, formatBar(name, state))
      if (isNew) drawNow()
      else drawSoon()
    },
    end(key, line) {
      bars.delete(key)
      ended.push(printable(line))
      drawNow()
    },
    close() {
      if (timer) drawNow()
    },
  }
}

/** What scrolls out at the top can no longer be redrawn. */
function fitting(lines: string[], rows: number): string[] {
  const room = Math.max(2, rows - 2)
  if (lines.length <= room) return lines
  return [...lines.slice(0, room - 1), `… and ${lines.length - room + 1} more`]
}

function formatBar(name: string, { stage, progress, message }: ProgressState): string {
  const full = Math.round(progress * BAR_WIDTH)
  const bar = '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full)
  const label = printable(name)
  const cut = label.length > NAME_WIDTH ? `${label.slice(0, NAME_WIDTH - 1)}…` : label.padEnd(NAME_WIDTH)
  return `${cut} ${bar} ${percent(progress)}  ${stage.padEnd(STAGE_WIDTH)} ${printable(message)}`
}
