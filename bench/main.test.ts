import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))

test('a benchmark of an unknown name lists those there are, with status 1', async () => {
  const run = promisify(execFile)(process.execPath, [MAIN, 'pth'])
  const told = expect.stringMatching(/There is no benchmark pth\..* There are: .*\bpath\b/)
  await expect(run).rejects.toMatchObject({ code: 1, stdout: '', stderr: told })
})
