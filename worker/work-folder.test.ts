// What a killed worker leaves on the disk does not stay.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { expect, test } from 'vitest'

import { removeAbandonedFolders, withWorkFolder } from './work-folder.ts'

const leftBy = (pid: number) => mkdtemp(join(tmpdir(), `docmill-work-${hostname()}-${pid}-other-`))

test('a folder is there for the work, and gone after it, even where it fails', async () => {
  let folder = ''
  const work = withWorkFolder(async (path) => {
    folder = path
    await writeFile(join(path, 'document'), 'bytes')
    throw new Error('the work failed')
  })
  await expect(work).rejects.toThrow('the work failed')
  expect(dirname(folder)).toBe(tmpdir())
  expect(existsSync(folder)).toBe(false)
})

test('folders of dead processes are removed, those of living ones are left', async () => {
  const process = spawn('true')
  await once(process, 'exit')
  const dead = await leftBy(process.pid!)
  const init = await leftBy(1)
  await withWorkFolder(async (own) => {
    await removeAbandonedFolders()
    expect([dead, init, own].map((folder) => existsSync(folder))).toEqual([false, true, true])
  })
  await rm(init, { recursive: true })
})
