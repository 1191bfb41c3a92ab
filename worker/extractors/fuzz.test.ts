// Thousands of damaged files of every format: each ends in pages or in words for a person, within its time, and whatever
// happens to the child that reads it, the parent lives on. FUZZ_SEED repeats a run, FUZZ_COUNT makes a longer one.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PermanentError } from '../../core/errors.ts'
import { createRandom } from '../../testing/random.ts'
import type { Page } from '../extractor.ts'
import { mutate, mutateArchive } from '../testing/mutate.ts'
import { SAMPLE_DOCUMENT, SAMPLE_FORMATS, type SampleFormat } from '../testing/sample-formats.ts'
import { ChildPool } from './child-pool.ts'
import { readInChild } from './read-in-child.ts'

const COUNT = Number(process.env['FUZZ_COUNT'] ?? 2_000)
const SEED = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
/** A busy machine stops here, with fewer files than it was to read; it says so. */
const MOST_SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 40)
const LANES = 2
/** A hundred times what these files take: whatever is slower hangs. */
const LIMITS = { pageTimeoutMs: 10_000, documentTimeoutMs: 10_000, memoryBytes: 2 ** 29 }

type PoolEvent = { kind: string; page?: Page }
type Tally = { files: number; read: number; refused: number; deaths: number; bad: string[] }

test.each(SAMPLE_FORMATS)('every damaged $name is read or refused', { timeout: 120_000 }, async (format) => {
  await using folder = await temporaryFolder()
  const pool = new ChildPool<PoolEvent>({ entry: format.child, children: LANES, filesPerChild: Infinity })
  const tally: Tally = { files: 0, read: 0, refused: 0, deaths: 0, bad: [] }
  const until = performance.now() + MOST_SECONDS * 1_000
  let next = 0
  const lane = async (_: unknown, number: number) => {
    while (next < COUNT && performance.now() < until && tally.bad.length < 5) {
      const index = next++
      const path = join(folder.path, String(number))
      await writeFile(path, damagedFile(format, index))
      await readOne(pool, { path, mediaType: format.mediaType }, tally, index)
    }
  }
  const began = performance.now()
  try {
    await Promise.all(Array.from({ length: LANES }, lane))
  } finally {
    await pool.close()
  }
  const { files, read, refused, deaths } = tally
  const seconds = ((performance.now() - began) / 1_000).toFixed(1)
  console.log(
    `${format.name}: ${files} of ${COUNT} damaged files in ${seconds} s: ${read} read, ${refused} refused, ` +
      `${deaths} children died. FUZZ_SEED=${SEED}`,
  )
  expect(tally.bad, `FUZZ_SEED=${SEED}`).toEqual([])
  expect(files).toBeGreaterThan(0)
})

/** By its number alone, so that one of them can be made again. */
function damagedFile(format: SampleFormat, index: number): Uint8Array {
  const random = createRandom(SEED + index)
  const parts = format.parts?.(SAMPLE_DOCUMENT)
  return parts ? mutateArchive(parts, random) : mutate(format.make(SAMPLE_DOCUMENT), random)
}

async function readOne(
  pool: ChildPool<PoolEvent>,
  file: { path: string; mediaType: string },
  tally: Tally,
  index: number,
): Promise<void> {
  const request = { ...file, pages: 1_000, characters: 5_000_000 }
  tally.files++
  try {
    let pages = 0
    for await (const { kind, page } of readInChild(pool, request, LIMITS, new AbortController().signal)) {
      if (kind === 'page' && page?.number !== ++pages) tally.bad.push(`${index}: page ${page?.number} came as ${pages}`)
    }
    tally.read++
  } catch (error) {
    tally.refused++
    const { message, cause } = error as Error
    if (cause) tally.deaths++
    if (!(error instanceof PermanentError) || /takes too long/.test(message)) tally.bad.push(`${index}: ${message}`)
  }
}

async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'docmill-fuzz-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}
