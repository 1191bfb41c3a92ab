// EXTRACTING: the document's file, read page by page.
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

import type { Transaction } from '../../core/database.ts'
import { PermanentError } from '../../core/errors.ts'
import { readFileParts } from '../../core/file-store.ts'
import { inNumbers } from '../../core/in-numbers.ts'
import { reached } from '../../core/steps.ts'
import type { ExtractionLimits, FileDescription, Page } from '../extractor.ts'
import { createOcrMemory } from '../ocr-memory.ts'
import { OcrTally } from '../ocr-tally.ts'
import type { Stage, StageContext, StageJob } from '../stage.ts'
import { withWorkFolder } from '../work-folder.ts'

/** Beside the pages, which the configuration limits. */
export const LIMITS: Omit<ExtractionLimits, 'pages'> = {
  characters: 50_000_000,
  pageTimeoutMs: 30_000,
  documentTimeoutMs: 30 * 60_000,
  memoryBytes: 1024 ** 3,
}

/** Of one document. Each takes some 450 bytes of the worker's memory with its place; a book of 3,000 pages has 150,000. */
const MOST_LINES = 1_500_000

/** A statement with more blocks the event loop of the embedded database for too long. */
const PAGES_PER_STATEMENT = 50

type Extraction = { description: FileDescription; pages: Page[]; ocr: OcrTally }

export const extract: Stage = {
  queue: 'extract',
  steps: ['DOWNLOADING', 'EXTRACTING'],
  beginMessage: 'Loading the file',
  async run(context) {
    const extraction = await withWorkFolder((folder) => readPages(join(folder, 'document'), context))
    const pages = extraction.pages.length
    const ocrPages = extraction.ocr.count
    return {
      message: `Read ${inNumbers(pages, 'page')}${ocrPages > 0 ? `, ${ocrPages.toLocaleString('en')} by OCR` : ''}`,
      details: { page: pages, pages, ...(ocrPages > 0 && { ocrPages }) },
      worked: pages,
      commit: (transaction) => replacePages(transaction, context.job, extraction),
    }
  },
}

async function readPages(path: string, context: StageContext): Promise<Extraction> {
  const { mediaType, fileId } = await download(path, context)
  const extractor = context.extractors.find((candidate) => candidate.mediaTypes.includes(mediaType))
  if (!extractor) throw new PermanentError(`Files of the type ${mediaType} cannot be processed.`)
  await context.report('EXTRACTING', { done: 0, total: 0, message: 'Opening the file' })
  const limits = { ...LIMITS, pages: context.config.maxPages }
  const memory = createOcrMemory(context, fileId)
  const pages: Page[] = []
  const ocr = new OcrTally()
  let description: FileDescription | null = null
  let lines = 0
  for await (const event of extractor.extract({ path, mediaType }, limits, context.signal, memory)) {
    const before = ocr.count
    if (event.kind === 'page') {
      pages.push(event.page)
      lines += event.page.blocks.reduce((sum, block) => sum + Math.max(1, block.lines.length), 0)
      if (lines > MOST_LINES) throw tooManyLines()
      if (event.ocr) ocr.add(event.page.number, event.ocr)
    } else description = event
    reached('extract page')
    const how = { ocrPages: ocr.count, byOcr: ocr.count > before }
    await reportPages(context, pages.length, description?.pageCount ?? 0, how)
  }
  refuseWithoutText(pages, ocr)
  return { description: description!, pages, ocr }
}

function tooManyLines(): PermanentError {
  const most = MOST_LINES.toLocaleString('en')
  return new PermanentError(
    `This document has more than ${most} lines of text, the most that can be processed. Split it and upload the parts.`,
  )
}

function refuseWithoutText(pages: readonly Page[], ocr: OcrTally): void {
  if (pages.some((page) => page.blocks.some((block) => block.text.trim() !== ''))) return
  throw new PermanentError(
    ocr.firstFailure ??
      'No text was found in this document: nothing readable is in it, and OCR, which knows Latin letters, finds nothing ' +
        'on its pages either. If it shows text, upload a sharper scan, or a version with text.',
  )
}

/** Writes the document's bytes to `path`. */
async function download(path: string, { database, job, signal, report }: StageContext) {
  const document = await database.prisma.document.findUniqueOrThrow({
    where: { id: job.documentId, ownerId: job.ownerId },
    select: { fileId: true, mediaType: true, byteSize: true },
  })
  const total = Number(document.byteSize)
  let done = 0
  const parts = readFileParts(database, { id: document.fileId, ownerId: job.ownerId })
  const counted = async function* () {
    for await (const part of parts) {
      yield part
      done += part.length
      await report('DOWNLOADING', {
        done,
        total,
        message: `Loaded ${megabytes(done)} of ${megabytes(total)} MB`,
        details: { bytes: done, totalBytes: total },
      })
    }
  }
  await pipeline(counted(), createWriteStream(path), { signal })
  return document
}

function reportPages(
  { report }: StageContext,
  page: number,
  pages: number,
  { ocrPages, byOcr }: { ocrPages: number; byOcr: boolean },
): Promise<void> {
  const message =
    page === 0
      ? `Reading ${pages.toLocaleString('en')} pages`
      : `Read page ${page.toLocaleString('en')} of ${pages.toLocaleString('en')}${byOcr ? ' by OCR' : ''}`
  const details = { page, pages, ...(ocrPages > 0 && { ocrPages }) }
  return report('EXTRACTING', { done: page, total: pages, message, details })
}

async function replacePages(
  transaction: Transaction,
  { documentId, ownerId }: StageJob,
  { description, pages, ocr: tally }: Extraction,
): Promise<void> {
  const ocr = tally.describe()
  await transaction.page.deleteMany({ where: { documentId, ownerId } })
  for (let start = 0; start < pages.length; start += PAGES_PER_STATEMENT) {
    const rows = pages.slice(start, start + PAGES_PER_STATEMENT)
    await transaction.$executeRaw`
      insert into pages (document_id, owner_id, number, width, height, blocks)
      select ${documentId}::uuid, ${ownerId}::uuid, number, width, height, blocks
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as page (number int, width double precision, height double precision, blocks jsonb)`
  }
  await transaction.document.update({
    where: { id: documentId, ownerId },
    data: {
      title: description.title,
      metadata: { ...description.metadata, ...(ocr && { ocr }) },
      pageCount: pages.length,
    },
  })
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toLocaleString('en', { maximumFractionDigits: 1, minimumFractionDigits: 1 })
}
