// CHUNKING: the pages' text, cut into passages, and the passages' words, stemmed by the language of the document.
import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'

import type { Transaction } from '../../core/database.ts'
import { inNumbers } from '../../core/in-numbers.ts'
import { lockPassages } from '../../core/lock-passages.ts'
import { spaceWords } from '../../core/space-words.ts'
import { chunkDocument, documentText, type Chunk } from '../chunking/chunk-document.ts'
import { detectLanguage } from '../chunking/detect-language.ts'
import type { Block, Page } from '../extractor.ts'
import type { Stage, StageContext, StageJob } from '../stage.ts'

/** How long the process may be kept from everything else: heartbeats, and requests where it is the api as well. */
const SLICE_MS = 10
const CHUNKS_PER_STATEMENT = 50

export const chunk: Stage = {
  queue: 'chunk',
  steps: ['CHUNKING'],
  beginMessage: 'Cutting the text into passages',
  async run(context) {
    const pages = await loadPages(context)
    const language = await detectLanguage(documentText(pages))
    const chunks = await cutPassages(pages, context)
    return {
      message: `Cut into ${inNumbers(chunks.length, 'passage')}`,
      details: { chunks: chunks.length, language },
      worked: chunks.length,
      commit: (transaction) => stageChunks(transaction, context.job, chunks, language),
    }
  },
}

async function loadPages({ database, job }: StageContext): Promise<Page[]> {
  const rows = await database.prisma.page.findMany({
    where: { documentId: job.documentId, ownerId: job.ownerId },
    orderBy: { number: 'asc' },
  })
  return rows.map(({ number, width, height, blocks }) => ({
    number,
    width,
    height,
    blocks: blocks as unknown as Block[],
  }))
}

async function cutPassages(pages: Page[], { job, signal, report }: StageContext): Promise<Chunk[]> {
  const { chunkingStrategy: strategy, chunkSize: size, chunkOverlap: overlap } = job.options
  const chunks: Chunk[] = []
  let sliceEnd = performance.now() + SLICE_MS
  for (const chunk of chunkDocument(pages, { strategy, size, overlap })) {
    chunks.push(chunk)
    if (performance.now() < sliceEnd) continue
    const message = `Cut ${chunks.length.toLocaleString('en')} passages, up to page ${chunk.page} of ${pages.length}`
    await report('CHUNKING', {
      done: chunk.page,
      total: pages.length,
      message,
      details: { chunks: chunks.length, page: chunk.page, pages: pages.length },
    })
    await nextTurn()
    signal.throwIfAborted()
    sliceEnd = performance.now() + SLICE_MS
  }
  return chunks
}

async function stageChunks(
  transaction: Transaction,
  { jobId, ownerId }: StageJob,
  chunks: Chunk[],
  language: string,
): Promise<void> {
  await lockPassages(transaction, ownerId, 'together')
  await transaction.stagedChunk.deleteMany({ where: { jobId, ownerId } })
  for (let start = 0; start < chunks.length; start += CHUNKS_PER_STATEMENT) {
    const rows = chunks
      .slice(start, start + CHUNKS_PER_STATEMENT)
      .map(({ text, page, regions, tokenCount }, index) => ({
        position: start + index,
        hash: createHash('sha256').update(text).digest('hex'),
        text,
        page,
        regions,
        tokens: tokenCount,
        spaced: spaceWords(text),
      }))
    await transaction.$executeRaw`
      insert into staged_chunks 
        (job_id, owner_id, position, passage_hash, text, page, regions, token_count, language, lexemes)
      select ${jobId}::uuid, ${ownerId}::uuid, position, hash, text, page, regions, tokens, ${language},
        to_tsvector(${language}::regconfig, coalesce(spaced, text))
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as passage (position int, hash text, text text, page int, regions jsonb, tokens int, spaced text)`
  }
  await transaction.job.update({
    where: { id: jobId, ownerId },
    data: { chunkCount: chunks.length, embeddedCount: 0, reusedCount: 0 },
  })
}
