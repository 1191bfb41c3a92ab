// What parent and child say to each other while the child reads a file.

import type { Box } from '../extractor.ts'

/** With `page`, only this one is read, by OCR; `known` is where text stands on it that needs no reading. */
export type ReadRequest = { path: string; pages: number; characters: number; page?: number; known?: Box[] }

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
