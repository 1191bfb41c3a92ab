// The progress events of a document are a log that tells what happened.
import { Prisma } from '../../prisma/generated/client/client.ts'
import type { Invariant } from '../invariants.ts'

const noGaps: Invariant = {
  name: 'sequences-have-no-gaps',
  holds: 'always',
  remedy:
    'events were removed by hand: watchers that count them stop at the gap; delete the document and upload it again',
  violations: Prisma.sql`
    select d.id::text as id,
      format('%s events, numbered %s to %s, but the document counts %s to %s', e.events, coalesce(e.first, 0),
        coalesce(e.last, 0), d.first_sequence, d.sequence) as problem
    from documents d
    cross join lateral (
      select count(*) as events, min(sequence) as first, max(sequence) as last
      from progress_events where document_id = d.id
    ) e
    where e.events <> d.sequence - d.first_sequence + 1 or coalesce(e.first, 1) <> d.first_sequence
      or coalesce(e.last, 0) <> d.sequence`,
}

/** A job whose events were pruned, all of them, has a newer one: the document's newest event is kept. */
const finalIsLast: Invariant = {
  name: 'final-jobs-end-with-their-final-event',
  holds: 'always',
  remedy: 'reprocess the document: watchers wait for the end of its latest job',
  violations: Prisma.sql`
    select j.id::text as id,
      format('the job is %s, its last event %s, and %s of its events are final', j.status,
        coalesce(last.stage::text, 'missing'), e.finals) as problem
    from jobs j
    join documents d on d.id = j.document_id
    cross join lateral (
      select count(*) as events, count(*) filter (where stage in ('COMPLETED', 'FAILED', 'CANCELLED')) as finals
      from progress_events where job_id = j.id
    ) e
    left join lateral (
      select stage from progress_events where job_id = j.id order by sequence desc limit 1
    ) last on true
    where (last.stage is distinct from j.stage or e.finals <> (j.completed_at is not null)::int)
      and not (e.events = 0 and d.first_sequence > 1 and exists (
        select from jobs newer where newer.document_id = j.document_id and newer.created_at > j.created_at))`,
}

const progressRises: Invariant = {
  name: 'progress-never-falls',
  holds: 'always',
  remedy: 'reprocess the document: its new job counts from the start',
  violations: Prisma.sql`
    select job_id::text as id,
      format('progress falls from %s to %s at event %s', before, progress, sequence) as problem
    from (
      select job_id, sequence, progress, lag(progress) over (partition by job_id order by sequence) as before
      from progress_events
    ) e
    where progress < before`,
}

export const eventInvariants = [noGaps, finalIsLast, progressRises]
