// The part of every search's WHERE that says whose passages, which documents, and what must or must not stand in them.
import { Prisma } from '../../prisma/generated/client/client.ts'
import { spaceWords } from '../../core/space-words.ts'
import type { ParsedQuery } from './parse-query.ts'
import type { SearchScope } from './search-chunks.ts'

const ALWAYS = Prisma.sql`true`

/** What a search is limited to: its filters, and the phrases and excluded words of its query. */
export type Limits = {
  scope: SearchScope
  /** On the alias `c` of chunks, beside the scope; null where the query has neither. */
  wording: Prisma.Sql | null
}

/** Whether the filters let a document through; `id` is the expression that names it. */
export function documentCondition({ ownerId, collectionId, documentIds }: SearchScope, id: Prisma.Sql): Prisma.Sql {
  const conditions = [ALWAYS]
  if (documentIds) conditions.push(Prisma.sql`${id} = any(${documentIds}::uuid[])`)
  if (collectionId) {
    conditions.push(Prisma.sql`${id} in (
      select id from documents where owner_id = ${ownerId}::uuid and collection_id = ${collectionId}::uuid)`)
  }
  return Prisma.join(conditions, ' and ')
}

/** All limits, as a condition on the table alias `c` of chunks. */
export function limitCondition({ scope, wording }: Limits): Prisma.Sql {
  const inScope = Prisma.sql`c.owner_id = ${scope.ownerId}::uuid and ${documentCondition(scope, Prisma.sql`c.document_id`)}`
  return wording ? Prisma.sql`${inScope} and ${wording}` : inScope
}

export function isLimited({ scope, wording }: Limits): boolean {
  return wording !== null || scope.collectionId !== null || scope.documentIds !== null
}

/** Each passage is held against the phrase as its own language stems it. A phrase of stop words only limits nothing. */
export function wordingOf({ required, excluded }: ParsedQuery): Prisma.Sql | null {
  const conditions = [
    ...required.map((phrase) => Prisma.sql`(numnode(${phraseOf(phrase)}) = 0 or c.lexemes @@ ${phraseOf(phrase)})`),
    ...excluded.map((phrase) => Prisma.sql`not c.lexemes @@ ${phraseOf(phrase)}`),
  ]
  return conditions.length > 0 ? Prisma.join(conditions, ' and ') : null
}

function phraseOf(phrase: string): Prisma.Sql {
  return Prisma.sql`phraseto_tsquery(c.language::regconfig, ${spaceWords(phrase) ?? phrase})`
}
