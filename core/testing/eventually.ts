// Waits for what happens elsewhere and cannot be awaited: asks again until it holds.
import { setTimeout as wait } from 'node:timers/promises'

const ASK_EVERY_MS = 20

/** Gives what `check` gives once it no longer throws; throws its last error after `withinMs`. */
export async function eventually<Value>(check: () => Value | Promise<Value>, withinMs = 20_000): Promise<Value> {
  const end = performance.now() + withinMs
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (performance.now() > end) throw error
      await wait(ASK_EVERY_MS)
    }
  }
}
