// Collections: named groups of documents, a name once per owner.
import { Prisma, type Collection } from '../../prisma/generated/client/client.ts'
import { UserError } from '../../core/errors.ts'
import type { Services } from '../../core/services.ts'
import { deleteWithin } from './delete-document.ts'

export type CollectionReference = { id: string; ownerId: string }

const MAX_NAME_CHARACTERS = 200

/** Throws UserError BAD_USER_INPUT for a name that is none, CONFLICT for one that is taken. */
export function createCollection(
  { database }: Pick<Services, 'database'>,
  ownerId: string,
  name: string,
): Promise<Collection> {
  const data = { ownerId, name: checkName(name) }
  return refuseTakenName(data.name, database.prisma.collection.create({ data }))
}

/** Null where the owner has no such collection. */
export async function renameCollection(
  { database }: Pick<Services, 'database'>,
  { id, ownerId }: CollectionReference,
  name: string,
): Promise<Collection | null> {
  const data = { name: checkName(name) }
  const [renamed] = await refuseTakenName(
    data.name,
    database.prisma.collection.updateManyAndReturn({ where: { id, ownerId }, data }),
  )
  return renamed ?? null
}

/** Deletes its documents with it. False where the owner has no such collection. */
export async function deleteCollection(
  services: Pick<Services, 'database' | 'queue' | 'announcer'>,
  { id, ownerId }: CollectionReference,
): Promise<boolean> {
  const documentIds = await services.database.transaction(async (transaction) => {
    // Locked against an upload into it, which takes the key share of this row.
    const locked = await transaction.$queryRaw<unknown[]>`
      select id from collections where id = ${id}::uuid and owner_id = ${ownerId}::uuid for update`
    if (locked.length === 0) return null
    // All before the first is deleted: deleting locks the owner's passages, which comes after documents everywhere.
    const documents = await transaction.$queryRaw<{ id: string }[]>`
      select id from documents where owner_id = ${ownerId}::uuid and collection_id = ${id}::uuid order by id for update`
    for (const document of documents) await deleteWithin(transaction, services, { documentId: document.id, ownerId })
    await transaction.collection.delete({ where: { id, ownerId } })
    return documents.map((document) => document.id)
  })
  for (const documentId of documentIds ?? []) services.announcer.documentMoved(documentId)
  return documentIds !== null
}

function checkName(name: string): string {
  const trimmed = name.replaceAll(/\p{Cc}/gu, ' ').trim()
  if (trimmed !== '' && trimmed.length <= MAX_NAME_CHARACTERS) return trimmed
  throw new UserError('BAD_USER_INPUT', `A collection's name must have 1 to ${MAX_NAME_CHARACTERS} characters.`)
}

async function refuseTakenName<Result>(name: string, writing: Promise<Result>): Promise<Result> {
  try {
    return await writing
  } catch (error) {
    if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') throw error
    throw new UserError('CONFLICT', `There is a collection named "${name}" already. Use that one or another name.`, {
      cause: error,
    })
  }
}
