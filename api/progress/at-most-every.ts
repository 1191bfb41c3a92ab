// Runs something when it is asked for: the first time at once, then once for all that was asked meanwhile, with a pause
// between the end of one run and the next.
import { setTimeout as wait } from 'node:timers/promises'

/** Gives the function that asks for a run. `work` never throws. */
export function atMostEvery(milliseconds: number, work: () => Promise<void>): () => void {
  let asked = false
  let running = false
  const run = async () => {
    running = true
    while (asked) {
      asked = false
      await work()
      await wait(milliseconds)
    }
    running = false
  }
  return () => {
    asked = true
    if (!running) void run()
  }
}
