// Reads one file as the extract stage reads it, and says how it went. Whatever the file does, it ends: by the
// extractor's own limits, and where these fail by a limit on top.
import { existsSync } from 'node:fs'
import { open, readFile, stat } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { detectMediaType } from '../../api/uploads/detect-media-type.ts'
import { PermanentError, UserError } from '../../core/errors.ts'
import type { ExtractionLimits, Extractor, Page } from '../../worker/extractor.ts'
import { watchMemory, type Memory } from './child-memory.ts'
import { scoreText, type Score } from './score-text.ts'

/** FAILED and REFUSED are what a user would see; FAULT would be tried again; HUNG should never be. */
export type Status = 'READ' | 'EMPTY' | 'FAILED' | 'REFUSED' | 'FAULT' | 'HUNG'

export type Evaluation = {
  file: string
  status: Status
  message?: string
  bytes: number
  pages: number
  characters: number
  ms: number
  firstPageMs: number | null
} & Memory &
  Partial<Score>

export type Reading = { pages: Page[]; firstPageMs: number | null }

export async function evaluateFile(
  path: string,
  extractors: readonly Extractor[],
  limits: ExtractionLimits,
  hardLimitMs: number,
): Promise<{ evaluation: Evaluation; text: string }> {
  const memory = watchMemory()
  const began = performance.now()
  const reading: Reading = { pages: [], firstPageMs: null }
  const outcome = await withinLimit(hardLimitMs, (signal) => read(path, extractors, limits, signal, reading, began))
  const ms = Math.round(performance.now() - began)
  const text = textOf(reading.pages)
  const evaluation = {
    file: path,
    ...(outcome.status === 'READ' && text.trim() === '' ? { status: 'EMPTY' as const } : outcome),
    bytes: (await stat(path)).size,
    pages: reading.pages.length,
    characters: text.length,
    ms,
    firstPageMs: reading.firstPageMs,
    ...memory.stop(),
    ...(await scored(path, text)),
  }
  return { evaluation, text }
}

type Outcome = { status: Status; message?: string }

async function withinLimit(limitMs: number, work: (signal: AbortSignal) => Promise<void>): Promise<Outcome> {
  const abort = new AbortController()
  const hung = Promise.withResolvers<Outcome>()
  const timer = setTimeout(() => {
    hung.resolve({ status: 'HUNG', message: `no end after ${limitMs / 1000} s` })
    abort.abort(new Error('the limit of the evaluation'))
  }, limitMs)
  const done = work(abort.signal).then(() => ({ status: 'READ' as const }), outcomeOf)
  return await Promise.race([done, hung.promise]).finally(() => clearTimeout(timer))
}

function outcomeOf(error: unknown): Outcome {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof UserError) return { status: 'REFUSED', message }
  return { status: error instanceof PermanentError ? 'FAILED' : 'FAULT', message }
}

async function read(
  path: string,
  extractors: readonly Extractor[],
  limits: ExtractionLimits,
  signal: AbortSignal,
  into: Reading,
  began: number,
): Promise<void> {
  const mediaType = await mediaTypeOf(path)
  const extractor = extractors.find(({ mediaTypes }) => mediaTypes.includes(mediaType))
  if (!extractor) throw new UserError('UNSUPPORTED_MEDIA_TYPE', `There is no extractor for ${mediaType}.`)
  for await (const event of extractor.extract({ path, mediaType }, limits, signal)) {
    if (event.kind !== 'page') continue
    into.firstPageMs ??= Math.round(performance.now() - began)
    into.pages.push(event.page)
  }
}

/** As an upload finds it. */
async function mediaTypeOf(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    return await detectMediaType({
      filename: basename(path),
      byteSize: size,
      async readAt(start, length) {
        const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, start)
        return buffer.subarray(0, bytesRead)
      },
    })
  } finally {
    await file.close()
  }
}

/** What becomes passages: running headers and footers are left out. */
const textOf = (pages: readonly Page[]): string =>
  pages.flatMap(({ blocks }) => blocks.filter((block) => !block.running).map((block) => block.text)).join('\n')

async function scored(path: string, text: string): Promise<Partial<Score>> {
  const truth = `${path.slice(0, -extname(path).length)}.gt.txt`
  return existsSync(truth) ? scoreText(text, await readFile(truth, 'utf8')) : {}
}
