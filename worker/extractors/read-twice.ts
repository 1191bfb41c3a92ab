// Reads a PDF in a child by pdf.js. Where that one hangs, crashes or fills its memory, pdfium reads on from the page that
// was next. For who has a turn of the pool.
import type { ExtractionLimits } from '../extractor.ts'
import { ChildDeath, ChildTimeout } from './child-death.ts'
import type { ChildPool } from './child-pool.ts'
import { ReadingFailed, readInTurn } from './read-in-child.ts'
import type { PdfEvent } from './read-pdf.ts'
import type { ReadRequest } from './reader-protocol.ts'

export async function* readTwice(
  pool: ChildPool<PdfEvent>,
  request: ReadRequest,
  limits: ExtractionLimits,
  signal: AbortSignal,
): AsyncGenerator<PdfEvent> {
  let { from, pageCount } = request
  const onward = async function* (events: AsyncIterable<PdfEvent>) {
    for await (const event of events) {
      if (event.kind === 'opened' && pageCount !== undefined) continue
      if (event.kind === 'opened') pageCount = event.pageCount
      if (event.kind === 'description') from = 1
      if (event.kind === 'page') from = event.page.number + 1
      yield event
    }
  }
  try {
    yield* onward(readInTurn(pool, request, limits, signal))
  } catch (error) {
    if (signal.aborted || !isReadersFault(error)) throw error
    const known = { ...(from !== undefined && { from }), ...(pageCount !== undefined && { pageCount }) }
    const again: ReadRequest = { ...request, reader: 'pdfium', ...known }
    try {
      yield* onward(readInTurn(pool, again, limits, signal))
    } catch {
      signal.throwIfAborted()
      // What the usual reader found says more of the file.
      throw error
    }
  }
}

function isReadersFault(error: unknown): boolean {
  if (error instanceof ReadingFailed) return true
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof ChildTimeout || (cause instanceof ChildDeath && cause.by !== 'stopped')
}
