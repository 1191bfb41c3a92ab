import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { lockFolder } from './folder-lock.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docmill-lock-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** A process that takes the lock, says so, and then waits to be killed. */
async function startHolder() {
  const program = `import { lockFolder } from '${new URL('./folder-lock.ts', import.meta.url).href}'
    lockFolder(${JSON.stringify(folder)}); console.log('locked'); setInterval(() => {}, 1000)`
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  return holder
}

test('a second process is told who holds the folder, and what to do', async () => {
  const holder = await startHolder()
  expect(() => lockFolder(folder)).toThrow(
    `in use by process ${holder.pid}. Stop that one, or give this one a folder of its own with DATA_DIR`,
  )
  holder.kill('SIGKILL')
  await once(holder, 'exit')
})

test('a killed process leaves no lock behind', async () => {
  const holder = await startHolder()
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  const unlock = lockFolder(folder)
  expect(JSON.parse(await readFile(join(folder, 'docmill.lock'), 'utf8'))).toMatchObject({ pid: process.pid })
  unlock()
})

test('another process with the number of the dead one does not hold the lock', async () => {
  await writeFile(join(folder, 'docmill.lock'), JSON.stringify({ pid: process.pid, startedAt: '1' }))
  lockFolder(folder)()
})

test('a released lock can be taken again', () => {
  lockFolder(folder)()
  lockFolder(folder)()
})
