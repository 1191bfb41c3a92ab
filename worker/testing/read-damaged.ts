// Reads thousands of damaged files in warm children: each ends in pages or in words for a person, within its time, and
// whatever happens to the child that reads it, the parent lives on. FUZZ_SEED repeats a run, FUZZ_COUNT makes a longer one.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { PermanentError } from '../../core/errors.ts'
import { createRandom } from '../../testing/random.ts'
import type { Page } from '../extractor.ts'
import type { ChildPool } from '../extractors/child-pool.ts'
import { readInChild } from '../extractors/read-in-child.ts'

const COUNT = Number(process.env['FUZZ_COUNT'] ?? 2_000)
const SEED = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
/** A busy machine stops here, with fewer files than it was to read; it says so. */
const MOST_SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 100)
/** Children at work at once. */
export const FUZZ_LANES = 2
/** A hundred times what these files take: whatever is slower hangs. */
const LIMITS = { pageTimeoutMs: 10_000, documentTimeoutMs: 10_000, memoryBytes: 2 ** 29 }

type Random = ReturnType<typeof createRandom>
type PoolEvent = { kind: string; page?: Page }
type Tally = { files: number; read: number; refused: number; deaths: number; bad: string[] }

export type Damaged = {
  name: string
  mediaType: string
  /** A file is made by its number alone, so that one of them can be made again. */
  damage: (random: Random) => Uint8Array
  /** Also read by OCR: the first page. */
  picture?: boolean
}

/** Expects each to be read or refused. Closes the pool. */
export async function readDamaged(pool: ChildPool<PoolEvent>, damaged: Damaged): Promise<void> {
  await using folder = await temporaryFolder()
  const tally: Tally = { files: 0, read: 0, refused: 0, deaths: 0, bad: [] }
  const until = performance.now() + MOST_SECONDS * 1_000
  let next = 0
  const lane = async (_: unknown, number: number) => {
    while (next < COUNT && performance.now() < until && tally.bad.length < 5) {
      const index = next++
      const path = join(folder.path, String(number))
      await writeFile(path, damaged.damage(createRandom(SEED + index)))
      await readOne(pool, damaged, path, tally, index)
    }
  }
  const began = performance.now()
  try {
    await Promise.all(Array.from({ length: FUZZ_LANES }, lane))
  } finally {
    await pool.close()
  }
  const { files, read, refused, deaths } = tally
  const seconds = ((performance.now() - began) / 1_000).toFixed(1)
  console.log(
    `${damaged.name}: ${files} of ${COUNT} damaged files in ${seconds} s: ${read} read, ${refused} refused, ` +
      `${deaths} children died. FUZZ_SEED=${SEED}`,
  )
  expect(tally.bad, `FUZZ_SEED=${SEED}`).toEqual([])
  expect(files).toBeGreaterThan(0)
}

async function readOne(
  pool: ChildPool<PoolEvent>,
  { mediaType, picture }: Damaged,
  path: string,
  tally: Tally,
  index: number,
): Promise<void> {
  const request = { path, mediaType, pages: 1_000, characters: 5_000_000 }
  tally.files++
  try {
    let pages = 0
    const signal = new AbortController().signal
    for await (const { kind, page } of readInChild(pool, request, LIMITS, signal)) {
      if (kind === 'page' && page?.number !== ++pages) tally.bad.push(`${index}: page ${page?.number} came as ${pages}`)
    }
    if (picture) await Array.fromAsync(readInChild(pool, { ...request, page: 1 }, LIMITS, signal))
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
