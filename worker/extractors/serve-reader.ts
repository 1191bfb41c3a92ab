// The child's side of the conversation: waits for a file, reads it, sends what it finds as fast as the parent takes it.
import { readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { PermanentError } from '../../core/errors.ts'
import { WINDOW, type FromChild, type ReadRequest, type ToChild, type Wear } from './reader-protocol.ts'

/** What a reader yields when it works on but has no event yet. */
export const WORKING = Symbol('working')

export function serveReader<Event>(read: (request: ReadRequest) => AsyncIterable<Event | typeof WORKING>): void {
  const credit = new Credit()
  process.on('disconnect', () => process.exit())
  // Ctrl-C and service managers send these to all processes: the parent decides when a reading ends.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  process.on('message', (message: ToChild) => {
    if (message.kind === 'more') credit.add()
    else void answer(read(message.request), credit)
  })
  send({ kind: 'ready', wear: wear() })
}

async function answer<Event>(events: AsyncIterable<Event | typeof WORKING>, credit: Credit): Promise<void> {
  credit.reset()
  let begun = false
  try {
    for await (const event of events) {
      begun = true
      if (event === WORKING) send({ kind: 'working' })
      else {
        await credit.take()
        send({ kind: 'event', event })
      }
    }
    // What pdf.js may still throw should come now, not into the next file.
    await setImmediate()
    send({ kind: 'done', wear: wear() })
  } catch (error) {
    send(failureOf(error, begun))
  }
}

function failureOf(error: unknown, begun: boolean): FromChild<never> {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof PermanentError) {
    // A reading that stops halfway leaves work behind that throws later (a cancelled text stream of pdf.js does).
    return { kind: 'refused', message, wear: begun ? null : wear() }
  }
  return isOutOfMemory(message) ? { kind: 'out-of-memory' } : { kind: 'failed', message }
}

/** How V8, and native code, tell that a buffer, a string or the heap did not fit; also wrapped in errors of pdf.js. */
export const isOutOfMemory = (message: string): boolean =>
  /out of memory|allocation failed|heap limit|bad_alloc|could not allocate|failed to allocate/i.test(message)

class Credit {
  #left = WINDOW
  #wake: (() => void) | null = null

  reset(): void {
    this.#left = WINDOW
  }

  add(): void {
    this.#left++
    this.#wake?.()
  }

  async take(): Promise<void> {
    while (this.#left === 0) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#wake = resolve
      await promise
    }
    this.#left--
  }
}

const send = (message: FromChild<unknown>): void => void process.send?.(message)

function wear(): Wear {
  const { user, system } = process.cpuUsage()
  return { memoryBytes: memoryTaken(), cpuSeconds: (user + system) / 1_000_000 }
}

/** Address space where the system tells it: that is what `ulimit -v` counts. */
function memoryTaken(): number {
  try {
    return Number(/VmSize:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))![1]) * 1024
  } catch {
    return process.memoryUsage.rss()
  }
}
