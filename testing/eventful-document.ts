// A document with more events than anything holds at once.
import type { TestService } from './service.ts'
import { upload } from './graphql.ts'
import { smallPdf } from './small-pdf.ts'

let made = 0

/** `count` events beside its first, each with `bytes` of details. */
export async function eventfulDocument(
  { address, services }: TestService,
  count: number,
  bytes: number,
): Promise<string> {
  const { document } = await upload(address, smallPdf(`Eventful document ${++made}.`))
  await services.database.transaction(async (transaction) => {
    // One by one, as the trigger on this table wants them, they would take a minute.
    await transaction.$executeRaw`set local session_replication_role = replica`
    await transaction.job.updateMany({
      where: { documentId: document.id },
      data: { status: 'ACTIVE', stage: 'EXTRACTING' },
    })
    await transaction.$executeRaw`
    with moved as (update documents set sequence = sequence + ${count}::int where id = ${document.id}::uuid)
    insert into progress_events (document_id, sequence, owner_id, job_id, stage, progress, message, details)
    select e.document_id, number + 1, e.owner_id, e.job_id, 'EXTRACTING', 0.2, 'Reading',
      jsonb_build_object('filler', repeat('x', ${bytes}::int))
    from generate_series(1, ${count}::int) as number, progress_events e
    where e.document_id = ${document.id}::uuid`
  })
  return document.id
}
