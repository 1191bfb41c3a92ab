// The part of every search's WHERE that says whose passages and which documents.
import { Prisma } from '../../prisma/generated/client/client.ts'
import type { SearchScope } from './search-chunks.ts'

/** A condition on the table alias `c` of chunks. */
export function scopeCondition({ ownerId, collectionId, documentIds }: SearchScope): Prisma.Sql {
  const conditions = [Prisma.sql`c.owner_id = ${ownerId}::uuid`]
  if (documentIds) conditions.push(Prisma.sql`c.document_id = any(${documentIds}::uuid[])`)
  if (collectionId) {
    conditions.push(Prisma.sql`c.document_id in (
      select id from documents where owner_id = ${ownerId}::uuid and collection_id = ${collectionId}::uuid)`)
  }
  return Prisma.join(conditions, ' and ')
}
