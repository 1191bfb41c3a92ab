// The extractor of everything that has text but no layout of its own: office files, books, web pages, plain text. One
// pool of children reads them all, as a child of each format would only lie idle.
import type { ExtractionEvent, Extractor } from '../extractor.ts'
import { ChildPool } from './child-pool.ts'
import { FORMATS } from './office-and-text/formats.ts'
import { readInChild } from './read-in-child.ts'

const FILES_PER_CHILD = 200

/** @param children at most so many documents are read at once; each child takes about 100 MB when idle */
export function officeAndTextExtractor({ children }: { children: number }): Extractor {
  const pool = new ChildPool<ExtractionEvent>({
    entry: new URL('office-and-text-child.ts', import.meta.url),
    children,
    filesPerChild: FILES_PER_CHILD,
  })
  return {
    mediaTypes: Object.keys(FORMATS),
    extract: ({ path, mediaType }, limits, signal) =>
      readInChild(pool, { path, mediaType, pages: limits.pages, characters: limits.characters }, limits, signal),
    close: () => pool.close(),
  }
}
