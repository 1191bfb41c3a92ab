// Shows how several documents get on: as bars that are redrawn in place on a terminal, elsewhere as a line per change.
import { openBars } from './progress-bars.ts'
import type { ProgressDisplay } from './progress-display.ts'
import { openLines } from './progress-lines.ts'

export function openProgressDisplay(output: NodeJS.WriteStream): ProgressDisplay {
  return output.isTTY ? openBars(output) : openLines(output)
}
