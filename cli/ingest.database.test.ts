import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { ask } from '../testing/graphql.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { makeTextPdf } from '../worker/testing/make-pdf.ts'
import { runCommand } from './testing/run-command.ts'

let service: TestService
let folder: string

beforeAll(async () => {
  service = await startTestService()
  folder = await mkdtemp(join(tmpdir(), 'docmill-ingest-'))
})
afterAll(async () => {
  await service.close()
  await rm(folder, { recursive: true })
})

const ingest = (...given: string[]) => runCommand('ingest.ts', given, { DOCMILL_URL: service.address })

async function writePdf(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, makeTextPdf([[text]]))
  return path
}

test('files become searchable in a collection that is made for them, each stage told on a line of its own', async () => {
  const files = [await writePdf('rye.pdf', 'Rye is milled coarse.'), await writePdf('oat.pdf', 'Oats are rolled.')]
  const { status, output, errors } = await ingest(...files, '--collection', 'Grain')
  expect({ status, errors }).toEqual({ status: 0, errors: '' })
  expect(output).toMatch(/^rye\.pdf +\d+% EXTRACTING /m)
  expect(output).toMatch(/^oat\.pdf +100% COMPLETED {3}Searchable: 1 passage$/m)
  expect(output).toContain('2 files: 2 now searchable, 0 known before, 0 failed')
  const { collections } = await ask(
    service.address,
    '{ collections { edges { node { name documents { totalCount } } } } }',
  )
  expect(collections.edges).toEqual([{ node: { name: 'Grain', documents: { totalCount: 2 } } }])
})

test('a file that is known in its collection is said to be, in another collection it is new', async () => {
  const file = await writePdf('spelt.pdf', 'Spelt is an old wheat.')
  expect((await ingest(file, '--collection', 'Wheat')).output).toContain('Searchable')
  const again = await ingest(file, '--collection', 'Wheat')
  expect(again).toMatchObject({ status: 0, errors: '' })
  expect(again.output).toContain('spelt.pdf: was uploaded before and is searchable; nothing to do')
  expect((await ingest(file, '--collection', 'Old')).output).toContain('spelt.pdf: Searchable: 1 passage')
})

test('each file that fails says why, the others go on, and the status is 1', async () => {
  const archive = join(folder, 'notes.pdf')
  await writeFile(archive, 'PK\u0003\u0004')
  const good = await writePdf('barley.pdf', 'Barley becomes malt.')
  const { status, output } = await ingest(archive, join(folder, 'absent.pdf'), folder, good)
  expect(status).toBe(1)
  expect(output).toMatch(/^notes\.pdf: FAILED: .*Supported are: PDF/m)
  expect(output).toContain(`absent.pdf: FAILED: there is no file ${join(folder, 'absent.pdf')}`)
  expect(output).toContain('is a folder; name its files')
  expect(output).toContain('barley.pdf: Searchable: 1 passage')
  expect(output).toContain('4 files: 1 now searchable, 0 known before, 3 failed')
})

test('a document that cannot be processed is a failure with its reason, also when it is ingested again', async () => {
  const file = join(folder, 'blank.pdf')
  await writeFile(file, makeTextPdf([[]]))
  for (const { status, output } of [await ingest(file), await ingest(file)]) {
    expect(status).toBe(1)
    expect(output).toMatch(/^blank\.pdf: FAILED: No text was found/m)
  }
})

test('without a file, with an unknown option and without a service it says what to do', async () => {
  expect(await ingest()).toMatchObject({ status: 1, errors: expect.stringContaining('Usage: npm run ingest -- FILE') })
  expect(await ingest('--colection', 'x')).toMatchObject({ status: 1, errors: expect.stringContaining('--colection') })
  const nowhere = await ingest('some.pdf', '--url', 'http://127.0.0.1:9')
  expect(nowhere).toMatchObject({ status: 1, errors: expect.stringContaining('Start Docmill with `npm start`') })
})
