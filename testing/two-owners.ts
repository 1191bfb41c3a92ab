// Two owners with documents in one database, their content the same in part: what the api does for its viewer is done
// for the other by the same code.
import { Readable } from 'node:stream'

import { expect } from 'vitest'

import { LOCAL_OWNER } from '../api/context.ts'
import { createCollection } from '../api/documents/collections.ts'
import { acceptUploads } from '../api/uploads/accept-upload.ts'
import { spoolFile } from '../api/uploads/spooled-file.ts'
import type { Database } from '../core/database.ts'
import type { Services } from '../core/services.ts'
import { eventually } from '../core/testing/eventually.ts'
import { startWorker } from '../worker/start-worker.ts'
import type { UploadFile } from './graphql.ts'
import type { TestService } from './service.ts'
import { smallPdf } from './small-pdf.ts'

export const OTHER_OWNER = '00000000-0000-4000-8000-000000000002'

/** Both owners have this file. */
export const SHARED = smallPdf('Both of them have read of the lighthouse.')

/** `jobId`: of the first document. */
export type Owned = { collectionId: string; batchId: string; jobId: string; documentIds: string[] }

/** The viewer's documents alone: a batch of two in a collection. */
export async function addMine(service: TestService): Promise<Owned> {
  const files = [SHARED, smallPdf('Only the viewer has this page.')]
  return addProcessed(service, LOCAL_OWNER, 'Mine', files)
}

/** The same of somebody else, with words of their own, and one more document that waits in the queue. */
export async function addTheirs(service: TestService): Promise<Owned & { queuedId: string; secrets: string[] }> {
  const files = [SHARED, { ...smallPdf('The zanzibar is a secret. The lighthouse too.'), name: 'secret.pdf' }]
  const owned = await addProcessed(service, OTHER_OWNER, 'Theirs', files)
  const waiting = await uploadAs(service.services, OTHER_OWNER, [smallPdf('The zanzibar waits in the queue.')])
  const rows = JSON.stringify(await rowsOf(service.services.database, OTHER_OWNER))
  const ids = new Set(rows.match(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g))
  return { ...owned, queuedId: waiting.documentIds[0]!, secrets: [...ids, 'zanzibar', 'secret.pdf', 'Theirs'] }
}

async function addProcessed(
  { services, config }: TestService,
  ownerId: string,
  name: string,
  files: UploadFile[],
): Promise<Owned> {
  const { prisma } = services.database
  const { id: collectionId } = await createCollection(services, ownerId, name)
  const { batchId, documentIds } = await uploadAs(services, ownerId, files, collectionId)
  const worker = await startWorker(services, config)
  await eventually(async () =>
    expect(await prisma.document.count({ where: { ownerId, status: 'COMPLETED' } })).toBe(files.length),
  )
  await worker.close()
  const job = await prisma.job.findFirstOrThrow({ where: { documentId: documentIds[0]! } })
  return { collectionId, batchId, documentIds, jobId: job.id }
}

async function uploadAs(
  services: Services,
  ownerId: string,
  files: UploadFile[],
  collectionId: string | null = null,
): Promise<{ batchId: string; documentIds: string[] }> {
  const spooled = await Promise.all(
    files.map(({ name, bytes }) => spoolFile(name, Readable.from([Buffer.from(bytes)]), Infinity)),
  )
  const options = { chunkingStrategy: 'SENTENCE', chunkSize: 512, chunkOverlap: 50 } as const
  const batchId = await acceptUploads(services, spooled, { ownerId, collectionId, options })
  for (const file of spooled) await file.discard()
  const members = await services.database.prisma.batchDocument.findMany({
    where: { batchId },
    orderBy: { position: 'asc' },
  })
  return { batchId, documentIds: members.map(({ documentId }) => documentId) }
}

/** All rows of an owner as texts, by table. */
export async function rowsOf({ prisma }: Database, ownerId: string): Promise<Record<string, string[]>> {
  const tables = await prisma.$queryRaw<{ name: string }[]>`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'owner_id' order by 1`
  const rows: Record<string, string[]> = {}
  for (const { name } of tables) {
    const found = await prisma.$queryRawUnsafe<{ row: string }[]>(
      `select (t.*)::text as row from ${name} t where owner_id = '${ownerId}' order by 1`,
    )
    rows[name] = found.map(({ row }) => row)
  }
  const jobs = await prisma.$queryRaw<{ row: string }[]>`
    select data::text as row from pgboss.job where data ->> 'ownerId' = ${ownerId} order by 1`
  return { ...rows, 'pgboss.job': jobs.map(({ row }) => row) }
}
