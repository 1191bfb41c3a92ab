// Keeps what OCR reads of a file in the database, each page as it is read: whoever reads the same bytes after a crash, a
// retry or another upload begins where the reading stopped.
import type { Prisma } from '../prisma/generated/client/client.ts'
import { holdJob } from '../core/job.ts'
import { reached } from '../core/steps.ts'
import type { Block, OcrMemory } from './extractor.ts'
import type { StageContext } from './stage.ts'

/** For the stage that reads the file; a worker that has lost its job keeps nothing any more. */
export function createOcrMemory({ database, job }: Pick<StageContext, 'database' | 'job'>, fileId: string): OcrMemory {
  const { ownerId } = job
  return {
    async recall(number, version) {
      const where = { fileId_number: { fileId, number }, ownerId, version }
      const kept = await database.prisma.ocrPage.findUnique({ where })
      if (!kept) return null
      return { number, version, confidence: kept.confidence, blocks: kept.blocks as unknown as Block[] }
    },
    async keep({ number, version, confidence, blocks }) {
      const read = { version, confidence, blocks: blocks as unknown as Prisma.InputJsonArray }
      await database.transaction(async (transaction) => {
        await holdJob(transaction, job)
        await transaction.ocrPage.upsert({
          where: { fileId_number: { fileId, number }, ownerId },
          create: { fileId, number, ownerId, ...read },
          update: read,
        })
        reached('extract ocr page committing')
      })
      reached('extract ocr page committed')
    },
  }
}
