// Gathers what moved while its reader was busy, so that a slow reader costs a set of ids and nothing more.
import type { ProgressListener } from './listener.ts'

export interface Moves {
  /** Waits until something moved: the documents since the last call, or null where any may have. */
  next(): Promise<string[] | null>
  close(): void
}

/** An aborted signal closes it and ends a wait; `next` then gives an empty list. */
export function collectMoves(listener: ProgressListener, signal: AbortSignal): Moves {
  let moved = new Set<string>()
  let any = false
  let wake = () => {}
  const stop = listener.onMoved((ids) => {
    if (ids === null) any = true
    else for (const id of ids) moved.add(id)
    wake()
  })
  signal.addEventListener('abort', () => {
    stop()
    wake()
  })
  return {
    async next() {
      if (!any && moved.size === 0 && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve))
      const result = any ? null : [...moved]
      moved = new Set()
      any = false
      return result
    },
    close: stop,
  }
}
