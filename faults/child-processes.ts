// The processes that a process has started, as proc(5) knows them.
import { readdir, readFile } from 'node:fs/promises'

export async function childrenOf(pid: number): Promise<number[]> {
  const children: number[] = []
  for (const entry of await readdir('/proc')) {
    if (/^\d+$/.test(entry) && (await parentOf(Number(entry))) === pid) children.push(Number(entry))
  }
  return children
}

export async function livingOf(pids: number[]): Promise<number[]> {
  const living: number[] = []
  for (const pid of pids) if ((await parentOf(pid)) !== null) living.push(pid)
  return living
}

/** proc(5) stat, fields 3 and 4. Null where there is no such process, or only its remains. */
async function parentOf(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  if (stat === null) return null
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return state === 'Z' ? null : Number(parent)
}
