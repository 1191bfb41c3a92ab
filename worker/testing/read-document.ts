// Extracts bytes as a whole document, for tests: writes them to a file of their own, reads all events.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExtractionEvent, ExtractionLimits, Extractor, FileDescription, Page } from '../extractor.ts'

export const GENEROUS_LIMITS: ExtractionLimits = {
  pages: 3_000,
  characters: 10_000_000,
  pageTimeoutMs: 30_000,
  documentTimeoutMs: 60_000,
  memoryBytes: 2 ** 30,
}

export type ReadDocument = { description: FileDescription; pages: Page[]; text: string }

export async function readDocument(
  extractor: Extractor,
  bytes: Uint8Array,
  limits: Partial<ExtractionLimits> = {},
  mediaType = extractor.mediaTypes[0]!,
): Promise<ReadDocument> {
  await using file = await temporaryFile(bytes)
  const signal = new AbortController().signal
  return await collect(extractor.extract({ path: file.path, mediaType }, { ...GENEROUS_LIMITS, ...limits }, signal))
}

async function collect(events: AsyncIterable<ExtractionEvent>): Promise<ReadDocument> {
  let description: FileDescription | undefined
  const pages: Page[] = []
  for await (const event of events) {
    if (event.kind === 'page') pages.push(event.page)
    else if (pages.length > 0 && !description) throw new Error('The description must come first.')
    else description = { pageCount: event.pageCount, title: event.title, metadata: event.metadata }
  }
  if (!description) throw new Error('There was no description.')
  return { description, pages, text: textOf(pages) }
}

const textOf = (pages: Page[]): string => pages.flatMap((page) => page.blocks.map((block) => block.text)).join('\n')

export async function temporaryFile(bytes: Uint8Array): Promise<{ path: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'docmill-'))
  const path = join(folder, 'document')
  await writeFile(path, bytes)
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}
