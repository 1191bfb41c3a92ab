// Documents that wait for the next day because a daily limit is reached: a worker that starts looks whether its limits let
// them go on. A limit is raised in the environment, and so by a restart.
import type { Services } from '../core/services.ts'

/** They wait again, and say so, where the limit is as it was. */
export async function resumeLimited({ database, announcer, log }: Services): Promise<void> {
  const resumed = await database.prisma.$executeRaw`
    update pgboss.job b
    set start_after = now()
    from jobs j
    join documents d on d.id = j.document_id
    join progress_events e on e.document_id = d.id and e.sequence = d.sequence
    where b.singleton_key = d.id::text and b.name ~ '^embed-v' and b.state = 'created' and b.start_after > now()
      and j.status = 'RETRYING' and (e.details ->> 'overDailyLimit')::boolean`
  if (resumed === 0) return
  log.info({ resumed }, 'documents that wait for a daily limit are tried again')
  announcer.jobEnqueued()
}
