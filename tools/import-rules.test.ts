// The import rules bite: a small tree of the project's shape, in which every file breaks one rule or none.
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')

/** Each file breaks one rule. */
const BAD: Record<string, string> = {
  // Every way to import.
  'api/schema/value.ts': `import { one } from '../../worker/one.ts'\nconsole.log(one)`,
  'api/schema/type-only.ts': `import type { One } from '../../worker/one.ts'\nexport const two = (one: One) => one`,
  'api/schema/re-export.ts': `export { one } from '../../worker/one.ts'`,
  'api/schema/re-export-all.ts': `export * from '../../worker/one.ts'`,
  'api/schema/dynamic.ts': `export const two = await import('../../worker/one.ts')`,
  'api/schema/type-query.ts': `export type Two = import('../../worker/one.ts').One`,
  'api/schema/side-effect.ts': `import '../../worker/one.ts'`,

  // The api.
  'api/schema/queue.ts': `import { PgBoss } from 'pg-boss'\nconsole.log(PgBoss)`,
  'api/schema/server.ts': `export { one } from '../server.ts'`,
  'api/schema/client.ts': `export { one } from '../../client/src/one.ts'`,
  'api/server-of-worker.ts': `export { one } from '../worker/one.ts'`,
  'api/uploads/schema.ts': `export { one } from '../schema/one.ts'`,
  'api/uploads/search.ts': `export { one } from '../search/one.ts'`,
  'api/search/answer.ts': `export { one } from '../answer/one.ts'`,
  'api/answer/schema.ts': `export { one } from '../schema/one.ts'`,
  'api/answer/progress.ts': `export { one } from '../progress/one.ts'`,
  'api/answer/answerers/search.ts': `export { one } from '../../search/one.ts'`,
  'api/answer/answerers/worker.ts': `export { one } from '../../../worker/one.ts'`,
  'api/search/worker.ts': `export { one } from '../../worker/one.ts'`,
  'api/search/queue.ts': `export type { Job } from 'pg-boss'`,
  'api/documents/progress.ts': `export { one } from '../progress/one.ts'`,
  'api/progress/documents.ts': `export { one } from '../documents/delete-document.ts'`,

  // The worker.
  'worker/api.ts': `export { one } from '../api/server.ts'`,
  'worker/client.ts': `export { one } from '../client/src/one.ts'`,
  'worker/queue.ts': `export { PgBoss } from 'pg-boss'`,
  'worker/start.ts': `export { one } from '../start.ts'`,
  'worker/stages/2-stage.ts': `export { one } from './1-stage.ts'`,
  'worker/stages/3-queue.ts': `export { PgBoss } from 'pg-boss'`,
  'worker/stages/4-api.ts': `export { one } from '../../api/search/one.ts'`,
  'worker/stages/5-extractors.ts': `export { one } from '../extractors/one.ts'`,
  'worker/extractors/stage.ts': `export { one } from '../stages/1-stage.ts'`,
  'worker/extractors/office-and-text/pdf.ts': `export { one } from '../one.ts'`,
  'worker/chunking/extractors.ts': `export { one } from '../extractors/one.ts'`,

  // The core.
  'core/api.ts': `export { one } from '../api/server.ts'`,
  'core/worker.ts': `export type { One } from '../worker/one.ts'`,
  'core/embedders/worker.ts': `export { one } from '../../worker/one.ts'`,
  'core/embedders/queue.ts': `export { PgBoss } from 'pg-boss'`,
  'core/databases/api.ts': `export { one } from '../../api/server.ts'`,

  // The page and the commands.
  'client/src/upload/api.ts': `export type { One } from '../../../api/server.ts'`,
  'client/src/upload/core.ts': `export { one } from '../../../core/one.ts'`,
  'client/src/upload/prisma.ts': `export type { One } from '../../../prisma/generated/client/enums.ts'`,
  'client/src/upload/node.ts': `export { readFile } from 'node:fs'`,
  'client/src/upload/package.ts': `export { z } from 'zod'`,
  'client/src/upload/core.test.ts': `export { one } from '../../../core/one.ts'`,
  'cli/core.ts': `export { one } from '../core/one.ts'`,

  // Everybody.
  'worker/imports-main.ts': `import './main.ts'`,
  'start.ts': `import './api/main.ts'`,
  'client/src/imports-main.ts': `import './main.tsx'`,
  'worker/chunking/imports-main.ts': `import './main.ts'`,
  'worker/chunking/as-javascript.ts': `export { one } from './one.js'`,
  'testing/imports-main.test.ts': `import '../worker/main.ts'`,
  'core/testing-in-production.ts': `export { one } from './testing/one.ts'`,
  'core/databases/testing-in-production.ts': `export { one } from '../testing/one.ts'`,
  'api/uploads/testing-in-production.ts': `export { one } from '../../testing/one.ts'`,
  'worker/stages/testing-in-production.ts': `export { one } from '../testing/one.ts'`,
  'worker/chunking/testing-in-production.ts': `export { one } from './testing/one.ts'`,
  'client/src/testing-in-production.ts': `export { one } from './testing/one.ts'`,
  'core/alias.ts': `export { one } from '#core/one.ts'`,
  'core/at-alias.ts': `export { one } from '@/core/one.ts'`,
  'core/without-extension.ts': `export { one } from './one'`,
  'core/as-javascript.ts': `export { one } from './one.js'`,
  'core/folder.ts': `export { one } from '.'`,
  'client/src/without-extension.ts': `export { one } from '../src/upload/one'`,
  'core/cycle-a.ts': `import { b } from './cycle-b.ts'\nexport const a = () => b()`,
  'core/cycle-b.ts': `import { a } from './cycle-a.ts'\nexport const b = (): unknown => a()`,
}

/** And these break none. */
const GOOD: Record<string, string> = {
  'api/schema/good.ts': `export { one } from '../uploads/one.ts'
    export { two } from '../../core/one.ts'
    export type { Three } from '../../prisma/generated/client/enums.ts'
    export { four } from '../context.ts'
    export { five } from './one.ts'
    export { six } from 'graphql'`,
  'api/server.ts': `export { one } from './schema/one.ts'\nexport { two } from './routes/one.ts'\nexport { three } from '../core/one.ts'`,
  'api/routes/one.ts': `export { one } from '../context.ts'\nexport { two } from '../../core/one.ts'`,
  'api/uploads/one.ts': `export { one } from './two.ts'\nexport { two } from '../../core/one.ts'`,
  'api/answer/one.ts': `export { one } from '../search/one.ts'
    export { two } from '../progress/stoppable.ts'
    export { three } from './answerers/one.ts'
    export { four } from '../../core/one.ts'`,
  'api/answer/answerers/one.ts': `export { one } from '../answerer.ts'
    export { two } from './two.ts'
    export { three } from '../../../core/databases/one.ts'
    export { four } from 'cohere-ai'`,
  'api/progress/one.ts': `export { one } from '../documents/batch-counts.ts'\nexport { two } from './two.ts'`,
  'api/server.test.ts': `export { one } from './testing/one.ts'\nexport { two } from '../worker/one.ts'`,
  'worker/one.ts': `export const one = 1\nexport type One = 1\nexport { two } from './stages/1-stage.ts'`,
  'worker/stages/1-stage.ts': `export { one } from '../chunking/one.ts'
    export type { Two } from '../extractor.ts'
    export { three } from '../../core/databases/one.ts'`,
  'worker/extractors/office-and-text/one.ts': `export { two } from './two.ts'\nexport { three } from '../clean-text.ts'\nexport type { Four } from '../../extractor.ts'\nexport { five } from '../../../core/five.ts'`,
  'worker/extractors/one.ts': `export { one } from './two.ts'\nexport type { Two } from '../extractor.ts'\nexport { three } from 'pdfjs-dist/legacy/build/pdf.mjs'`,
  'core/one.ts': `export { one } from './databases/one.ts'\nexport { two } from '../prisma/generated/client/client.ts'`,
  'core/queue.ts': `export { PgBoss } from 'pg-boss'`,
  'core/database.ts': `export type { Db } from 'pg-boss'`,
  'core/databases/one.ts': `export { PgBoss } from 'pg-boss'\nexport { two } from '../log.ts'`,
  'core/testing/one.ts': `export { one } from '../one.ts'\nexport { two } from './two.ts'`,
  'core/types-a.ts': `import type { B } from './types-b.ts'\nexport type A = { b?: B }`,
  'core/types-b.ts': `import type { A } from './types-a.ts'\nexport type B = { a?: A }`,
  'bench/one.ts': `export { one } from '../worker/testing/one.ts'\nexport { two } from '../core/one.ts'`,
  'client/src/one.ts': `export { useState } from 'react'
    export { createRoot } from 'react-dom/client'
    export { useQuery } from 'urql'
    export { graphql } from './generated/index.ts'
    export { two } from './upload/two.ts'`,
  'client/src/one.test.ts': `export { one } from './testing/one.ts'\nexport { test } from 'vitest'`,
  'cli/one.ts': `export { one } from './two.ts'\nexport { spawn } from 'node:child_process'`,
}

const IMPORT_RULES = ['no-restricted-imports', 'no-cycle', 'consistent-type-imports']

let folder: string
let reported: Set<string>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docmill-imports-'))
  for (const [file, text] of Object.entries({ ...BAD, ...GOOD })) {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), `${text}\n`)
  }
  for (const file of ['oxlint.config.ts', 'tools/import-rules.ts', 'package.json', 'tsconfig.json']) {
    await cp(join(ROOT, file), join(folder, file))
  }
  reported = await lint()
}, 60_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

async function lint(): Promise<Set<string>> {
  const oxlint = join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint')
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [oxlint, '--format=json'], { cwd: folder, maxBuffer: 2 ** 26 }, (_, stdout, stderr) => {
      resolve(stdout || stderr)
    })
  })
  const { diagnostics } = JSON.parse(output) as { diagnostics: { code: string; filename: string }[] }
  const ofImports = diagnostics.filter(({ code }) => IMPORT_RULES.some((rule) => code.includes(`(${rule})`)))
  return new Set(ofImports.map(({ filename }) => filename))
}

test.each(Object.keys(BAD))('%s is refused', (file) => {
  expect(reported).toContain(file)
})

test('what the rules allow is not refused', () => {
  expect([...reported].filter((file) => file in GOOD)).toEqual([])
})
