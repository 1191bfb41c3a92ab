// The order of a reading: description first, then every page, or this child's share of them. Runs in the child.
import { PermanentError } from '../../core/errors.ts'
import type { ExtractionEvent, Page } from '../extractor.ts'
import { Headings, SAMPLE_PAGES } from './headings.ts'
import { pagesOfShare } from './page-shares.ts'
import { describe, type PdfDescription } from './pdf-description.ts'
import { findOverlays } from './pdf-overlays.ts'
import type { DraftPage } from './pdf-page.ts'
import { PdfReading } from './pdf-reading.ts'
import type { PdfSource } from './pdf-source.ts'
import { describeWithPdfium } from './pdfium-description.ts'
import type { ReadRequest } from './reader-protocol.ts'
import { WORKING } from './serve-reader.ts'

/** `opened` comes first. pdf2json may find something in a document that is `structured`: has a form, or lines and boxes. */
export type PdfEvent =
  | ExtractionEvent
  | { kind: 'opened'; pageCount: number }
  | { kind: 'structured'; hasForm: boolean }

/** Paths of the sample's pages, in all: fewer are a rule under a header. */
const FEWEST_PATHS = 8

/** In longer documents lines are not worth what they cost: pdf2json takes as long as all the rest. */
const MOST_RULED_PAGES = 20

const WHOLE = { index: 0, of: 1 }

export async function* readPdf(source: PdfSource, request: ReadRequest): AsyncGenerator<PdfEvent | typeof WORKING> {
  const { share = WHOLE, from } = request
  const count = request.pageCount ?? source.pageCount
  refuseByPageCount(count, request.pages)
  const numbers = pagesOfShare(count, share).filter((number) => number >= (from ?? 1))
  if (numbers.length === 0) return
  const isFirst = share.index === 0 && from === undefined
  const { outline, hasForm } = yield* introduce(source, isFirst, count)

  // Every child of a document reads the same sample, so that all give a heading the same level.
  const overlays = source.document
    ? await findOverlays(source.document, new Set([...spread(count), ...numbers]))
    : new Map()
  const reading = new PdfReading(source, overlays, request.characters)
  const headings = new Headings(outline)
  const sample = new Map<number, DraftPage>()
  for (const number of spread(count)) {
    const page = await reading.page(number, true)
    headings.learn(page.blocks)
    sample.set(number, page)
    yield WORKING
  }
  if (isFirst && !hasForm && isRuled(reading, count)) yield { kind: 'structured', hasForm }
  for (const number of numbers) {
    const page = sample.get(number) ?? (await reading.page(number, false))
    sample.delete(number)
    if (!headings.knowsBody) headings.learn(page.blocks)
    yield { kind: 'page', page: withLevels(page, headings) }
  }
  refuseIfNothingWasRead(reading, count)
}

/** Only the first child tells it, but each needs the outline. */
async function* introduce(
  source: PdfSource,
  isTold: boolean,
  pageCount: number,
): AsyncGenerator<PdfEvent, PdfDescription> {
  // Who shares the pages out among children waits for their number.
  if (isTold) yield { kind: 'opened', pageCount }
  const described = source.document ? await describe(source.document) : await describeWithPdfium(source)
  if (isTold) yield { kind: 'description', ...described.description, pageCount }
  if (isTold && described.hasForm) yield { kind: 'structured', hasForm: true }
  return described
}

function refuseByPageCount(count: number, limit: number): void {
  if (count < 1) throw new PermanentError('This PDF has no pages.')
  if (count <= limit) return
  throw new PermanentError(
    `This document has ${grouped(count)} pages; at most ${grouped(limit)} can be processed. ` +
      'Split it and upload the parts.',
  )
}

const isRuled = ({ paths }: PdfReading, count: number): boolean => paths >= FEWEST_PATHS && count <= MOST_RULED_PAGES

function refuseIfNothingWasRead({ failures, firstFailure }: PdfReading, count: number): void {
  if (failures < count) return
  throw new PermanentError(`This PDF is damaged: none of its pages could be read (${firstFailure}).`)
}

/** The first page (it has the title), and others evenly over the document. */
function spread(count: number): number[] {
  const size = Math.min(count, SAMPLE_PAGES)
  return Array.from({ length: size }, (_, i) => 1 + Math.floor((i * count) / size))
}

function withLevels({ blocks, ...page }: DraftPage, headings: Headings): Page {
  return {
    ...page,
    blocks: blocks.map((block) => {
      const { bold: _, ...plain } = block
      return { ...plain, level: headings.levelOf(block, page.number) }
    }),
  }
}

const grouped = (count: number): string => count.toLocaleString('en')
