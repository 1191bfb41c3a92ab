import type { Prisma } from '../../prisma/generated/client/client.ts'
import { checkId } from '../identifier.ts'
import { builder } from './builder.ts'
import { DocumentStatusEnum } from './document-status.ts'

export const DocumentFilter = builder.inputType('DocumentFilter', {
  fields: (t) => ({
    collectionId: t.id(),
    status: t.field({ type: DocumentStatusEnum }),
    text: t.string({ description: 'Stands in the file name or the title.' }),
  }),
})

/** Which of the owner's documents the filter lets through. Throws UserError BAD_USER_INPUT. */
export function documentsWhere(
  ownerId: string,
  filter: typeof DocumentFilter.$inferInput | null | undefined,
): Prisma.DocumentWhereInput {
  // PostgreSQL takes no control character NUL.
  const text = filter?.text?.replaceAll(/\p{Cc}/gu, ' ').trim()
  // Prisma leaves the wildcards of LIKE in it.
  const contains = { contains: text?.replaceAll(/[\\%_]/g, '\\$&') ?? '', mode: 'insensitive' as const }
  return {
    ownerId,
    ...(filter?.collectionId && { collectionId: checkId(filter.collectionId, 'filter.collectionId') }),
    ...(filter?.status && { status: filter.status }),
    ...(text && { OR: [{ filename: contains }, { title: contains }] }),
  }
}
