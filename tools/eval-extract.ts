// `npm run eval:extract -- FOLDER [--texts FOLDER] [--timeout SECONDS]`: reads every file of a folder as the worker
// would, one after the other, and prints a line for each: how it ended, what came out, what it cost, and how near it is
// to FILE.gt.txt where that stands beside it. The last line is everything as JSON. `--texts` keeps what was read.
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '../core/config.ts'
import { openExtractors } from '../worker/extractors.ts'
import { LIMITS } from '../worker/stages/1-extract.ts'
import { evaluateFile, type Evaluation } from './eval-extract/evaluate-file.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { texts: { type: 'string' }, timeout: { type: 'string', default: '300' } },
})
const [named] = positionals
if (named === undefined) {
  console.error('No folder is named. Usage: npm run eval:extract -- FOLDER [--texts FOLDER] [--timeout SECONDS]')
  process.exit(1)
}

// The children work elsewhere.
const folder = resolve(named)

// What a file leaves behind that throws later is a fault to be counted, and no reason to stop.
const strays: string[] = []
for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, (error: unknown) => {
    strays.push(String(error))
    console.error(`STRAY ${String(error)}`)
  })
}

const config = readConfig()
const limits = { ...LIMITS, pages: config.maxPages }
const hardLimitMs = Number(values.timeout) * 1000
const evaluations: Evaluation[] = []
let extractors = openExtractors(config)
for (const path of await listFiles(folder)) {
  const { evaluation, text } = await evaluateFile(path, extractors, limits, hardLimitMs)
  const file = relative(folder, path)
  evaluations.push({ ...evaluation, file })
  console.log(lineOf({ ...evaluation, file }))
  if (values.texts) await keepText(join(values.texts, `${file}.txt`), text)
  // What hung may hang on to its place.
  if (evaluation.status === 'HUNG') {
    for (const extractor of extractors) void extractor.close()
    extractors = openExtractors(config)
  }
}
console.log(JSON.stringify({ statuses: countStatuses(evaluations), strays, files: evaluations }))
// Not waited for longer than a moment: what hung must not keep the script.
setTimeout(() => process.exit(0), 5_000).unref()
await Promise.all(extractors.map((extractor) => extractor.close()))

async function listFiles(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => (entry.isFile() || entry.isSymbolicLink()) && !/\.txt$|\.md$|^\./.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}

function lineOf(found: Evaluation): string {
  const score = found.wordF1 === undefined ? '' : `  word ${percent(found.wordF1)} order ${percent(found.orderF1!)}`
  const memory = `${found.childMegabytes ?? '?'} MB in a child, ${found.parentMegabytes} here`
  const size = `${found.pages} pages ${found.characters} characters`
  return `${found.status.padEnd(7)} ${found.file}  ${size}  ${found.ms} ms  ${memory}${score}  ${found.message ?? ''}`.trimEnd()
}

function countStatuses(all: readonly Evaluation[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status } of all) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

async function keepText(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

function percent(fraction: number): string {
  return (fraction * 100).toFixed(1)
}
