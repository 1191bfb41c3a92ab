// Reads one PDF in as many children at once as are free, if it is large: each its share of the pages, handed on in
// order. A document waits for its first child only, never for more of them.
import type { ExtractionLimits } from '../extractor.ts'
import type { ChildPool } from './child-pool.ts'
import { FEWEST_SHARED_PAGES, readerOf } from './page-shares.ts'
import { limitCharacters } from './too-many-characters.ts'
import type { PdfEvent } from './read-pdf.ts'
import { readTwice } from './read-twice.ts'
import type { ReadRequest } from './reader-protocol.ts'

export async function* readShared(
  pool: ChildPool<PdfEvent>,
  request: ReadRequest,
  limits: ExtractionLimits,
  signal: AbortSignal,
): AsyncGenerator<PdfEvent> {
  await pool.takeTurn(signal)
  let turns = 1
  while (pool.takeFreeTurn()) turns++
  const of = turns
  const over = new AbortController()
  const until = AbortSignal.any([signal, over.signal])
  const reader = (index: number, known: Pick<ReadRequest, 'pageCount'> = {}) =>
    new EagerReader(readTwice(pool, { ...request, ...known, share: { index, of } }, limits, until))
  const readers = [reader(0)]
  try {
    const opened = await readers[0]!.next()
    if (opened?.kind !== 'opened') throw new Error('The reading did not begin with the number of pages.')
    const { pageCount } = opened
    for (; pageCount < FEWEST_SHARED_PAGES && turns > 1; turns--) pool.endTurn()
    while (readers.length < turns) readers.push(reader(readers.length, { pageCount }))
    yield opened
    yield await required(readers[0]!, 'the description')
    const countCharacters = limitCharacters(limits.characters)
    for (let page = 1; page <= pageCount; page++) {
      const reader = readers[readerOf(page, pageCount, of)]!
      let event = await required(reader, `page ${page} of ${pageCount}`)
      if (event.kind === 'structured') {
        yield event
        event = await required(reader, `page ${page} of ${pageCount}`)
      }
      if (event.kind === 'page') countCharacters(event.page)
      yield event
    }
    // What a child says at its end counts too.
    for (const reader of readers) await reader.next()
  } finally {
    over.abort(new Error('The document is not read any more.'))
    await Promise.all(readers.map((reader) => reader.end()))
    for (; turns > 0; turns--) pool.endTurn()
  }
}

/** Asks for the first event at once, so that its child begins although the others' pages come first. */
class EagerReader {
  readonly #events: AsyncGenerator<PdfEvent>
  #first: Promise<IteratorResult<PdfEvent, unknown>> | undefined

  constructor(events: AsyncGenerator<PdfEvent>) {
    this.#events = events
    this.#first = events.next()
    // Who takes it sees it.
    this.#first.catch(() => {})
  }

  async next(): Promise<PdfEvent | undefined> {
    const result = this.#first ?? this.#events.next()
    this.#first = undefined
    const { done, value } = await result
    return done ? undefined : value
  }

  async end(): Promise<void> {
    await this.#events.return(undefined)
  }
}

async function required(reader: EagerReader, what: string): Promise<PdfEvent> {
  const event = await reader.next()
  if (!event) throw new Error(`The reading ended before ${what}.`)
  return event
}
