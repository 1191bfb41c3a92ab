// How processing went: what the viewer's documents came to, and how long each stage took and how often it failed, as
// their progress events tell it.
import type { Stage } from '../../prisma/generated/client/enums.ts'
import type { Database } from '../../core/database.ts'

export type StageStats = { stage: Stage; count: number; averageMs: number; p95Ms: number; errorRate: number }

export type ProcessingStats = {
  documents: number
  completed: number
  failed: number
  pages: number
  averageProcessingMs: number | null
  stages: StageStats[]
}

/** Over the jobs of this owner that began at `since` or later; all of them where it is null. */
export async function processingStats(
  database: Database,
  ownerId: string,
  since: Date | null,
): Promise<ProcessingStats> {
  const [totals, stages] = await Promise.all([
    totalsOf(database, ownerId, since),
    statsOfStages(database, ownerId, since),
  ])
  return { ...totals, stages }
}

/** A document that was processed several times counts once, as its newest job left it. */
async function totalsOf(
  { prisma }: Database,
  ownerId: string,
  since: Date | null,
): Promise<Omit<ProcessingStats, 'stages'>> {
  const [totals] = await prisma.$queryRaw<Omit<ProcessingStats, 'stages'>[]>`
    with recent as materialized (
      select document_id, status, started_at, completed_at,
        row_number() over (partition by document_id order by created_at desc, id desc) = 1 as is_newest
      from jobs
      where owner_id = ${ownerId}::uuid and (${since}::timestamptz is null or created_at >= ${since}::timestamptz)
    )
    select count(*) filter (where is_newest)::int as documents,
      count(*) filter (where is_newest and recent.status = 'COMPLETED')::int as completed,
      count(*) filter (where is_newest and recent.status = 'FAILED')::int as failed,
      coalesce(sum(d.page_count) filter (where is_newest), 0)::int as pages,
      avg(extract(epoch from completed_at - started_at) * 1000)
        filter (where recent.status = 'COMPLETED')::float8 as "averageProcessingMs"
    from recent join documents d on d.id = recent.document_id`
  return totals!
}

/**
 * A run of a stage is a row of a job's events with that stage, up to an error: each attempt is one, and `count` counts
 * them. It lasts from its first event to the one that ends it; what comes then is waiting for the next stage's turn, or for
 * another attempt, and counts for no stage, but for QUEUED, which is nothing else. Two pairs of stages have no wait
 * between them: the worker goes on from DOWNLOADING to EXTRACTING, and STORING's last event is the final one.
 */
function statsOfStages({ prisma }: Database, ownerId: string, since: Date | null): Promise<StageStats[]> {
  return prisma.$queryRaw<StageStats[]>`
    with events as materialized (
      select e.job_id, e.sequence, e.stage, e.error, e.created_at,
        lag(e.stage) over in_order as stage_before, lag(e.error) over in_order as error_before,
        lead(e.stage) over in_order as next_stage, lead(e.created_at) over in_order as next_at
      from progress_events e join jobs j on j.id = e.job_id
      where e.owner_id = ${ownerId}::uuid and j.owner_id = ${ownerId}::uuid
        and (${since}::timestamptz is null or j.created_at >= ${since}::timestamptz)
      window in_order as (partition by e.job_id order by e.sequence)
    ), numbered as (
      select *, count(*) filter (where stage is distinct from stage_before or error_before is not null)
        over (partition by job_id order by sequence) as run
      from events
    ), runs as (
      select job_id, run, stage, bool_or(error is not null or next_stage = 'FAILED') as failed,
        coalesce(sum(extract(epoch from next_at - created_at) * 1000) filter (
          where error is null
            and (next_stage in (stage, 'COMPLETED', 'FAILED', 'CANCELLED') or stage in ('QUEUED', 'DOWNLOADING'))), 0)::float8
          as took
      from numbered
      where stage not in ('COMPLETED', 'FAILED', 'CANCELLED')
      group by job_id, run, stage
    )
    select stage::text as stage, count(*)::int as count, avg(took)::float8 as "averageMs",
      percentile_cont(0.95) within group (order by took)::float8 as "p95Ms",
      avg(failed::int)::float8 as "errorRate"
    from runs group by runs.stage order by runs.stage`
}
