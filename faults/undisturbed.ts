// What the documents of the fault tests become when nothing happens to them.
import type { Database } from '../core/database.ts'
import { MIX } from './documents.ts'
import { openFaultService } from './fault-service.ts'

/** A document's outcome: its status, why it failed, and its passages with their vectors, in order. */
export type Outcome = { filename: string; status: string; error: string | null; passages: string[] }

let undisturbed: Promise<Outcome[]> | null = null

/** Of MIX; computed once per file of tests. */
export function undisturbedOutcomes(): Promise<Outcome[]> {
  return (undisturbed ??= run())
}

async function run(): Promise<Outcome[]> {
  const service = await openFaultService()
  try {
    const documentIds = await service.uploadAll(MIX)
    const worker = await service.startWorker()
    await service.followAll(documentIds)
    worker.signal('SIGTERM')
    await worker.ended
    return await readOutcomes(service.database)
  } finally {
    await service.close()
  }
}

/** Of all documents, by their names. */
export function readOutcomes({ prisma }: Database): Promise<Outcome[]> {
  return prisma.$queryRaw<Outcome[]>`
    select d.filename, d.status::text, d.error,
      coalesce(array_agg(md5(concat_ws(' ', c.position, c.page, c.regions, c.text, c.model, c.embedding))
        order by c.position) filter (where c.id is not null), '{}') as passages
    from documents d
    left join chunks c on c.document_id = d.id
    group by d.id
    order by d.filename`
}
