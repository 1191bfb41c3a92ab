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
  wording: { condition: Prisma.Sql; leavesFew: boolean } | null
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
  return wording ? Prisma.sql`${inScope} and ${wording.condition}` : inScope
}

export function isLimited({ scope, wording }: Limits): boolean {
  return wording !== null || scope.collectionId !== null || scope.documentIds !== null
}

/**
 * Each passage is held against the phrase as its own language stems it: one condition a language, which the planner
 * works out once and not for every passage. A phrase of stop words only limits nothing.
 */
export function wordingOf({ required, excluded }: ParsedQuery, languages: string[]): Limits['wording'] {
  if (required.length + excluded.length === 0 || languages.length === 0) return null
  const conditions = languages.map((language) => {
    const phraseOf = (phrase: string) =>
      Prisma.sql`phraseto_tsquery(${language}::regconfig, ${spaceWords(phrase) ?? phrase})`
    return Prisma.sql`(c.language = ${language} and ${Prisma.join(
      [
        ...required.map((phrase) => Prisma.sql`(numnode(${phraseOf(phrase)}) = 0 or c.lexemes @@ ${phraseOf(phrase)})`),
        ...excluded.map((phrase) => Prisma.sql`not c.lexemes @@ ${phraseOf(phrase)}`),
      ],
      ' and ',
    )})`
  })
  return { condition: Prisma.sql`(${Prisma.join(conditions, ' or ')})`, leavesFew: required.length > 0 }
}
