// A taken job becomes this worker's: from here on, whoever had it before commits nothing.
import { claimOf } from '../core/claim.ts'
import { advanceJob, StaleJobError } from '../core/job.ts'
import type { TakenJob } from '../core/queue.ts'
import { progressAt } from './pipeline.ts'
import type { WorkerTools } from './run-stage.ts'
import type { StageClock } from './stage-clock.ts'
import type { Stage, StageJob } from './stage.ts'

/** Null where the job is gone, final, or in another epoch or stage: there is nothing to do. */
export async function findStageJob({ database }: WorkerTools, { queue, payload }: TakenJob): Promise<StageJob | null> {
  const { jobId, ownerId, documentId, epoch } = payload
  const row = await database.prisma.job.findUnique({
    where: { id: jobId, ownerId, documentId, epoch, queue, status: { in: ['QUEUED', 'ACTIVE', 'RETRYING'] } },
    include: { document: { select: { pageCount: true } } },
  })
  if (!row) return null
  const { chunkingStrategy, chunkSize, chunkOverlap, attempt, maxAttempts, claim, embeddedCount } = row
  const options = { chunkingStrategy, chunkSize, chunkOverlap }
  const size = { pages: row.document.pageCount, passages: row.chunkCount }
  return {
    jobId,
    ownerId,
    documentId,
    epoch,
    queue,
    claim,
    options,
    attempt,
    maxAttempts,
    size,
    embedded: embeddedCount ?? 0,
  }
}

/** Gives the job with its new claim and the limit of its attempts; throws StaleJobError where it went to somebody else meanwhile. */
export async function claimStage(
  tools: WorkerTools,
  taken: TakenJob,
  job: StageJob,
  stage: Stage,
  clock: StageClock,
): Promise<StageJob> {
  const [step] = stage.steps
  const claim = claimOf(taken)
  // An attempt that was granted stays granted, whatever another worker's configuration says.
  const maxAttempts = Math.max(job.attempt, tools.config.attempts[taken.queue])
  await tools.database.transaction(async (transaction) => {
    const progress = progressAt(step, 0)
    const begin = { stage: step, progress, message: stage.beginMessage, details: clock.timeLeft(step, 0, 0) }
    await advanceJob(transaction, job, { ...begin, status: 'ACTIVE', claim, maxAttempts })
    // A worker that was stopped for a while between taking and claiming must not push out who took the job since.
    if (!(await tools.queue.heartbeat(taken, transaction))) throw new StaleJobError(job)
  })
  tools.announcer.documentMoved(job.documentId)
  return { ...job, claim, maxAttempts }
}
