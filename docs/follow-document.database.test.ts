// The example of README.md is a program that runs, and stands there as it runs.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { upload } from '../testing/graphql.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { smallPdf } from '../testing/small-pdf.ts'

const EXAMPLE = join(import.meta.dirname, 'follow-document.ts')

let service: TestService

beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.close())

const run = (documentId: string) =>
  promisify(execFile)(process.execPath, [EXAMPLE, `${service.address}/graphql`, documentId])

test('it follows a document to its end and ends itself', async () => {
  const { document } = await upload(service.address, smallPdf('Followed by a program of its own.'))
  const { stdout } = await run(document.id)
  expect(stdout).toMatch(/^live$/m)
  expect(stdout).toMatch(/100 % Searchable: 1 passage\nended\n$/)
})

test('it tells what the service refuses', async () => {
  const { stderr, stdout } = await run('00000000-0000-4000-8000-000000000009')
  expect(stderr).toContain('There is no document')
  expect(stdout).toMatch(/ended\n$/)
})

test('README.md shows it as it is', async () => {
  const readme = await readFile(join(import.meta.dirname, '../README.md'), 'utf8')
  expect(readme).toContain(`\`\`\`ts\n${await readFile(EXAMPLE, 'utf8')}\`\`\``)
})
