import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { eventually } from '../core/testing/eventually.ts'
import { startCommand } from './testing/run-command.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docmill-demo-test-'))
})
afterAll(() => rm(folder, { recursive: true }))

// What could lead it to another database or another provider is there, and must not matter.
const environment = () => ({
  TMPDIR: folder,
  PORT: '0',
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
  CO_API_KEY: 'not-a-key',
})

const leftovers = async () => (await readdir(folder)).filter((name) => name.startsWith('docmill-'))

test('the demo makes its document searchable, finds a passage by its meaning, stays up and cleans up on Ctrl-C', async () => {
  const demo = startCommand('demo.ts', [], environment())
  await demo.says('stays up until Ctrl-C')
  expect(await leftovers()).toHaveLength(1)
  demo.child.kill('SIGINT')
  const { status, output, errors } = await demo.ended
  expect({ status, errors }).toEqual({ status: 0, errors: '' })
  const stages = [...output.matchAll(/^lights-on-the-coast\.pdf +\d+% ([A-Z]+) /gm)].map(([, stage]) => stage)
  expect([...new Set(stages)]).toEqual([
    'UPLOADING',
    'QUEUED',
    'DOWNLOADING',
    'EXTRACTING',
    'CHUNKING',
    'EMBEDDING',
    'STORING',
    'COMPLETED',
  ])
  expect(output).toMatch(/1\. lights-on-the-coast\.pdf, page 5\n.*«weather»/)
  expect(output).toMatch(/^The page: {2}http:\/\/127\.0\.0\.1:\d+\/$/m)
  expect(output).toMatch(/^GraphiQL: {2}http:\/\/127\.0\.0\.1:\d+\/graphql$/m)
  expect(await leftovers()).toEqual([])
}, 180_000)

test('with --exit the demo ends after its search, with status 0', async () => {
  const { status, output, errors } = await startCommand('demo.ts', ['--exit'], environment()).ended
  expect({ status, errors }).toEqual({ status: 0, errors: '' })
  expect(output).toContain('lights-on-the-coast.pdf, page 5')
  expect(output).not.toContain('stays up')
  expect(await leftovers()).toEqual([])
}, 180_000)

test('the service ends also where the demo was killed', async () => {
  const demo = startCommand('demo.ts', [], environment())
  await demo.says('Uploading')
  const [data] = await leftovers()
  demo.child.kill('SIGKILL')
  await demo.ended
  // The lock of its data folder is what a service takes away last.
  await eventually(() => expect(existsSync(join(folder, data!, 'data/docmill.lock'))).toBe(false))
}, 180_000)
