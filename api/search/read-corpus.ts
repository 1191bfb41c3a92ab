// What a search must know of all that its searcher has: how rare a word is counts over all of it, whatever is filtered.
import { Prisma } from '../../prisma/generated/client/client.ts'
import type { Database } from '../../core/database.ts'
import type { SearchScope } from './search-chunks.ts'
import { documentCondition } from './scope.ts'

export type Corpus = {
  passages: number
  /** In words. */
  meanLength: number
  /** The dictionaries that its passages are stemmed by, and how many each. */
  languages: ReadonlyMap<string, number>
  /** How many of the passages the filters let through, by the space that their vectors are in. */
  spaces: { model: string; dimensions: number; documents: number; passages: number }[]
}

type Row = {
  language: string
  model: string
  dimensions: number
  passages: number
  words: number
  documentsWithin: number
  passagesWithin: number
}

/** One row a document is read, not one a passage: 200 documents or 10,000 passages make no difference to its search. */
export async function readCorpus(database: Database, scope: SearchScope): Promise<Corpus> {
  const within = documentCondition(scope, Prisma.sql`d.id`)
  const rows = await database.prisma.$queryRaw<Row[]>`
    select language, embedding_model as model, embedding_dimensions as dimensions,
      sum(chunk_count)::float8 as passages, sum(word_count)::float8 as words,
      (count(*) filter (where ${within}))::int as "documentsWithin",
      coalesce(sum(chunk_count) filter (where ${within}), 0)::float8 as "passagesWithin"
    from documents d
    where owner_id = ${scope.ownerId}::uuid and chunk_count > 0 and language is not null
    group by language, embedding_model, embedding_dimensions`
  const passages = sum(rows.map((row) => row.passages))
  return {
    passages,
    meanLength: sum(rows.map(({ words }) => words)) / Math.max(1, passages),
    languages: languagesOf(rows),
    spaces: spacesOf(rows),
  }
}

function languagesOf(rows: Row[]): Corpus['languages'] {
  const languages = new Map<string, number>()
  for (const { language, passages } of rows) languages.set(language, (languages.get(language) ?? 0) + passages)
  return languages
}

function spacesOf(rows: Row[]): Corpus['spaces'] {
  const spaces = new Map<string, Corpus['spaces'][number]>()
  for (const { model, dimensions, documentsWithin, passagesWithin } of rows) {
    const key = `${model} ${dimensions}`
    const space = spaces.get(key) ?? { model, dimensions, documents: 0, passages: 0 }
    spaces.set(key, {
      ...space,
      documents: space.documents + documentsWithin,
      passages: space.passages + passagesWithin,
    })
  }
  return [...spaces.values()].filter(({ documents }) => documents > 0)
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
