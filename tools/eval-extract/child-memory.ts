// The most memory that this process and its children hold while something happens. Linux tells it; elsewhere only this
// process's own is known.
import { readFileSync } from 'node:fs'

const LOOK_EVERY_MS = 100

export type Memory = { parentMegabytes: number; childMegabytes: number | null }

/** Looks at once and from then on; `stop` gives the most that was seen: of this process, and of any one child. */
export function watchMemory(): { stop(): Memory } {
  let parent = 0
  let child: number | null = null
  const look = () => {
    parent = Math.max(parent, process.memoryUsage.rss())
    for (const pid of descendants(process.pid)) child = Math.max(child ?? 0, residentBytes(pid))
  }
  look()
  const timer = setInterval(look, LOOK_EVERY_MS)
  return {
    stop() {
      look()
      clearInterval(timer)
      return { parentMegabytes: megabytes(parent), childMegabytes: child === null ? null : megabytes(child) }
    },
  }
}

function descendants(pid: number): number[] {
  const children = readProc(`${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number)
  return children.flatMap((child) => [child, ...descendants(child)])
}

const residentBytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readProc(`${pid}/status`))?.[1] ?? 0) * 1024

/** Empty where there is no such process any more, or no such file system. */
function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'utf8')
  } catch {
    return ''
  }
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e6)
