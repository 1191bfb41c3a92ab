// What parent and child say to each other while the child reads a file.

import type { Box } from '../extractor.ts'

export type ReadRequest = {
  path: string
  /** For a child that reads several. */
  mediaType?: string
  pages: number
  characters: number
  /** Of several children that read one document: this one's part. */
  share?: Share
  /** The first page that is wanted; without it the document's description comes first. */
  from?: number
  /** As the first reader of a PDF counted them: the second may count otherwise. */
  pageCount?: number
  /** Which reader of PDFs must be used: where the usual one hung or crashed. */
  reader?: 'pdfium'
  /** Only this page is read, by OCR. */
  page?: number
  /** Where text stands on that page which needs no reading. */
  known?: Box[]
}

export type Share = { index: number; of: number }

export type ToChild =
  | { kind: 'read'; request: ReadRequest }
  /** The parent has taken an event; the child may send one more. */
  | { kind: 'more' }

export type FromChild<Event> =
  | { kind: 'ready'; wear: Wear }
  | { kind: 'event'; event: Event }
  /** Still at work on what comes next: starts the page's time anew. */
  | { kind: 'working' }
  | { kind: 'done'; wear: Wear }
  /** A PermanentError's message; `wear` when the child is well and can read on. */
  | { kind: 'refused'; message: string; wear: Wear | null }
  | { kind: 'out-of-memory' }
  | { kind: 'failed'; message: string }

/** What a child has used up so far. */
export type Wear = { memoryBytes: number; cpuSeconds: number }

/** Events under way before the parent takes one: enough to keep the child busy, too few to pile up. */
export const WINDOW = 8
