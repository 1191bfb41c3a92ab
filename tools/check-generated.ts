// Are the generated files that are committed what their generators write today? Leaves them as they were.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

import type { Outcome } from './verify.ts'

const GENERATED = [
  { folder: 'api', pattern: /^schema\.graphql$/, generate: 'node api/print-schema.ts', fix: 'npm run schema' },
  { folder: 'client/src/generated', pattern: /\.ts$/, generate: 'graphql-codegen', fix: 'npx graphql-codegen' },
]

export async function checkGenerated(root: string, run: (command: string) => Promise<Outcome>): Promise<Outcome> {
  for (const { folder, pattern, generate, fix } of GENERATED) {
    const committed = await readFiles(join(root, folder), pattern)
    const generation = await run(generate)
    if (!generation.passed) return generation
    const current = await readFiles(join(root, folder), pattern)
    const stale = [...current].filter(([file, content]) => committed.get(file) !== content).map(([file]) => file)
    for (const file of stale) await writeFile(file, committed.get(file) ?? '')
    if (stale.length > 0)
      return {
        passed: false,
        output: `Out of date: ${stale.map((file) => relative(root, file)).join(', ')}\nRun \`${fix}\` and commit the result.`,
      }
  }
  return { passed: true, output: '' }
}

async function readFiles(folder: string, pattern: RegExp): Promise<Map<string, string>> {
  const files = (await readdir(folder)).filter((name) => pattern.test(name)).map((name) => join(folder, name))
  return new Map(await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const)))
}
