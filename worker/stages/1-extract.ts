// EXTRACTING: the document's file, read page by page.
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

import type { Prisma } from '../../prisma/generated/client/client.ts'
import type { Transaction } from '../../core/database.ts'
import { PermanentError } from '../../core/errors.ts'
import { readFileParts } from '../../core/file-store.ts'
import { inNumbers } from '../../core/in-numbers.ts'
import { reached } from '../../core/steps.ts'
import type { ExtractionLimits, FileDescription, Page } from '../extractor.ts'
import type { Stage, StageContext } from '../stage.ts'
import { withWorkFolder } from '../work-folder.ts'

/** Beside the pages, which the configuration limits. */
export const LIMITS: Omit<ExtractionLimits, 'pages'> = {
  characters: 50_000_000,
  pageTimeoutMs: 30_000,
  documentTimeoutMs: 30 * 60_000,
  memoryBytes: 1024 ** 3,
}

/** A statement with more blocks the event loop of the embedded database for too long. */
const PAGES_PER_STATEMENT = 50

type Extraction = { description: FileDescription; pages: Page[] }

export const extract: Stage = {
  queue: 'extract',
  steps: ['DOWNLOADING', 'EXTRACTING'],
  beginMessage: 'Loading the file',
  async run(context) {
    const extraction = await withWorkFolder((folder) => readPages(join(folder, 'document'), context))
    const pages = extraction.pages.length
    return {
      message: `Read ${inNumbers(pages, 'page')}`,
      details: { page: pages, pages },
      worked: pages,
      commit: (transaction) => replacePages(transaction, context.job, extraction),
    }
  },
}

async function readPages(path: string, context: StageContext): Promise<Extraction> {
  const mediaType = await download(path, context)
  const extractor = context.extractors.find((candidate) => candidate.mediaTypes.includes(mediaType))
  if (!extractor) throw new PermanentError(`Files of the type ${mediaType} cannot be processed.`)
  await context.report('EXTRACTING', { done: 0, total: 0, message: 'Opening the file' })
  const limits = { ...LIMITS, pages: context.config.maxPages }
  const pages: Page[] = []
  let description: FileDescription | null = null
  for await (const event of extractor.extract({ path, mediaType }, limits, context.signal)) {
    if (event.kind === 'page') pages.push(event.page)
    else description = event
    reached('extract page')
    await reportPages(context, pages.length, description?.pageCount ?? 0)
  }
  if (!pages.some((page) => page.blocks.some((block) => block.text.trim() !== ''))) {
    throw new PermanentError(
      'No text was found in this document: it is probably a scan. Upload a version with text, for example one read by OCR.',
    )
  }
  return { description: description!, pages }
}

/** Writes the document's bytes to `path`; gives its media type. */
async function download(path: string, { database, job, signal, report }: StageContext): Promise<string> {
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
  return document.mediaType
}

function reportPages({ report }: StageContext, page: number, pages: number): Promise<void> {
  const message =
    page === 0
      ? `Reading ${pages.toLocaleString('en')} pages`
      : `Read page ${page.toLocaleString('en')} of ${pages.toLocaleString('en')}`
  return report('EXTRACTING', { done: page, total: pages, message, details: { page, pages } })
}

async function replacePages(
  transaction: Transaction,
  { documentId, ownerId }: StageContext['job'],
  { description, pages }: Extraction,
): Promise<void> {
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
      metadata: description.metadata as Prisma.InputJsonObject,
      pageCount: pages.length,
    },
  })
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toLocaleString('en', { maximumFractionDigits: 1, minimumFractionDigits: 1 })
}
