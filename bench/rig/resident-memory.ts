// How much memory a process holds while something happens.
import { readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'

const LOOK_EVERY_MS = 50

/** Gives what `work` gives, and the most megabytes (VmRSS of proc(5)) that the process held meanwhile. */
export async function peakMegabytesDuring<Result>(
  pid: number,
  work: () => Promise<Result>,
): Promise<{ result: Result; megabytes: number }> {
  let working = true
  let megabytes = 0
  const looking = (async () => {
    while (working) {
      megabytes = Math.max(megabytes, await residentMegabytes(pid))
      await wait(LOOK_EVERY_MS)
    }
  })()
  try {
    const result = await work()
    return { result, megabytes: Math.max(megabytes, await residentMegabytes(pid)) }
  } finally {
    working = false
    await looking
  }
}

async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return (Number(/^VmRSS:\s+(\d+) kB/m.exec(status)![1]) * 1024) / 1e6
}
