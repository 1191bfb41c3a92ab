// Jobs and the entries of pg-boss's queues belong together.
import { Prisma } from '../../prisma/generated/client/client.ts'
import type { Invariant } from '../invariants.ts'
import { VERSION } from '../queue.ts'

/** On the alias `b` of pgboss.job and `j` of jobs. */
const IS_ENTRY_OF_JOB = Prisma.sql`
  b.data ->> 'jobId' = j.id::text and b.data ->> 'epoch' = j.epoch::text and split_part(b.name, '-v', 1) = j.queue`

const queuedOnce: Invariant = {
  name: 'unfinished-jobs-are-queued-once',
  holds: 'always',
  remedy: 'a running worker puts the job back into its queue within a minute: start one (npm start)',
  violations: Prisma.sql`
    select j.id::text as id,
      format('the job is %s, but the queue %s has %s live entries of it', j.status, j.queue, e.live) as problem
    from jobs j
    cross join lateral (
      select count(*) filter (where b.state in ('created', 'retry', 'active')) as live,
        count(*) filter (where b.state = 'failed') as given_up
      from pgboss.job b
      where b.singleton_key = j.document_id::text and ${IS_ENTRY_OF_JOB}
    ) e
    where j.status in ('QUEUED', 'ACTIVE', 'RETRYING') and e.live <> 1 and (e.live > 1 or e.given_up = 0)`,
}

// For as long as it takes a reconciliation to make the job FAILED.
const nothingGivenUp: Invariant = {
  name: 'unfinished-jobs-are-not-given-up',
  holds: 'at rest',
  remedy: 'a running worker fails the document within a minute, with the reason: start one (npm start)',
  violations: Prisma.sql`
    select j.id::text as id,
      format('the job is %s, but the queue %s gave it up after it lost its worker', j.status, j.queue) as problem
    from jobs j
    where j.status in ('QUEUED', 'ACTIVE', 'RETRYING')
      and exists (select from pgboss.job b where ${IS_ENTRY_OF_JOB} and b.state = 'failed')
      and not exists (
        select from pgboss.job b where ${IS_ENTRY_OF_JOB} and b.state in ('created', 'retry', 'active'))`,
}

// pg-boss writes a lost job's entry anew: one that is cancelled in that moment keeps it until a worker takes it.
const entriesHaveJobs: Invariant = {
  name: 'queue-entries-have-an-unfinished-job',
  holds: 'at rest',
  remedy: 'a running worker removes the entry within a minute: start one (npm start)',
  violations: Prisma.sql`
    select b.id::text as id,
      format('an entry of the queue %s is %s, but no unfinished job waits for it', b.name, b.state) as problem
    from pgboss.job b
    where b.name ~ '^(extract|chunk|embed|store)-v' and b.state in ('created', 'retry', 'active') and not exists (
      select from jobs j where ${IS_ENTRY_OF_JOB} and j.status in ('QUEUED', 'ACTIVE', 'RETRYING'))`,
}

// While a deploy rolls, there are some: the other version's workers take them. Where it was rolled back, nobody does.
const entriesAreUnderstood: Invariant = {
  name: 'queue-entries-are-of-this-version',
  holds: 'at rest',
  remedy: 'start workers of the version that wrote it, or reprocess the document',
  violations: Prisma.sql`
    select b.id::text as id,
      format('an entry of the queue %s is %s, which workers of this version leave alone', b.name, b.state) as problem
    from pgboss.job b
    where b.name ~ '^(extract|chunk|embed|store)-v' and b.name !~ ${`-v${VERSION}$`}
      and b.state in ('created', 'retry', 'active')`,
}

const deadLettersFailed: Invariant = {
  name: 'dead-letters-are-of-failed-documents',
  holds: 'always',
  remedy: 'reprocess the document, which takes it out of the dead letters; or delete the row from pgboss.job',
  violations: Prisma.sql`
    select b.id::text as id,
      format('a dead letter of a document that is %s', coalesce(d.status::text, 'gone')) as problem
    from pgboss.job b
    left join documents d on d.id::text = b.data ->> 'documentId'
    where b.name = 'dead-letter' and d.status is distinct from 'FAILED'`,
}

export const queueInvariants = [queuedOnce, nothingGivenUp, entriesHaveJobs, entriesAreUnderstood, deadLettersFailed]
