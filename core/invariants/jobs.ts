// A document and its jobs agree.
import { Prisma } from '../../prisma/generated/client/client.ts'
import type { Invariant } from '../invariants.ts'

const oneUnfinished: Invariant = {
  name: 'one-unfinished-job-a-document',
  holds: 'always',
  remedy: 'cancel the processing of the document until no job of it is unfinished, then reprocess it',
  violations: Prisma.sql`
    select document_id::text as id, format('the document has %s unfinished jobs', count(*)) as problem
    from jobs
    where status in ('QUEUED', 'ACTIVE', 'RETRYING')
    group by document_id
    having count(*) > 1`,
}

const statusAgrees: Invariant = {
  name: 'document-agrees-with-its-latest-job',
  holds: 'always',
  remedy: 'reprocess the document',
  violations: Prisma.sql`
    select d.id::text as id,
      format('the document is %s (%s), its latest job %s (%s)', d.status, coalesce(d.error, 'no error'),
        coalesce(j.status::text, 'missing'), coalesce(j.error, 'no error')) as problem
    from documents d
    left join lateral (
      select status, error from jobs where document_id = d.id order by created_at desc, id desc limit 1
    ) j on true
    where d.status::text is distinct from
        case when j.status = 'QUEUED' then 'PENDING' when j.status in ('ACTIVE', 'RETRYING') then 'PROCESSING'
          else j.status::text end
      or d.error is distinct from case when j.status = 'FAILED' then j.error end`,
}

const countsAddUp: Invariant = {
  name: 'counts-of-completed-jobs-add-up',
  holds: 'always',
  remedy: 'reprocess the document, whose new job counts anew',
  violations: Prisma.sql`
    select id::text as id,
      format('%s passages, but %s were embedded and %s known already', coalesce(chunk_count::text, 'no'),
        coalesce(embedded_count::text, 'none'), coalesce(reused_count::text, 'none')) as problem
    from jobs
    where status = 'COMPLETED'
      and (embedded_count < 0 or reused_count < 0 or (embedded_count + reused_count = chunk_count) is not true)`,
}

const nothingStaged: Invariant = {
  name: 'final-jobs-have-nothing-staged',
  holds: 'always',
  remedy: 'delete the rows of this job_id from staged_chunks: nobody reads them',
  violations: Prisma.sql`
    select s.job_id::text as id,
      format('%s staged passages of a job that is %s', count(*), coalesce(min(j.status::text), 'missing')) as problem
    from staged_chunks s
    left join jobs j on j.id = s.job_id
    where j.id is null or j.status in ('COMPLETED', 'FAILED', 'CANCELLED')
    group by s.job_id`,
}

export const jobInvariants = [oneUnfinished, statusAgrees, countsAddUp, nothingStaged]
