// Search by words: BM25 over the passages' lexemes, in plain SQL. A question's words are OR-ed: AND-ing them finds
// almost nothing (nDCG@10 on Vaswani .043 against .441).
import { Prisma } from '../../prisma/generated/client/client.ts'
import type { Database } from '../../core/database.ts'
import type { WordForm } from './query-words.ts'
import type { Corpus } from './read-corpus.ts'
import { isLimited, limitCondition, type Limits } from './scope.ts'
import type { RankedChunk } from './search-chunks.ts'

// Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with its usual constants.
const K1 = 1.2
const B = 0.75

/**
 * The `depth` best. How rare a word is counts over all of the owner's passages, whatever the limits. The index gives how
 * often each word stands in each passage: no passage's lexemes are opened.
 */
export async function searchKeyword(
  database: Database,
  forms: WordForm[],
  { passages, meanLength }: Corpus,
  limits: Limits,
  depth: number,
): Promise<RankedChunk[]> {
  if (forms.length === 0) return []
  const { ownerId } = limits.scope
  const limited = isLimited(limits)
    ? Prisma.sql`where exists (select from chunks c where c.id = scored.id and ${limitCondition(limits)})`
    : Prisma.empty
  return database.prisma.$queryRaw<RankedChunk[]>`
    with found as materialized (
      select form.word, form.common, times, c.id, c.owner_id, c.document_id, c.word_count
      from unnest(${forms.map(({ word }) => word)}::int[], ${forms.map(({ language }) => language)}::text[],
        ${forms.map(({ lexeme }) => lexeme)}::text[], ${forms.map(({ common }) => common)}::float8[])
        as form (word, language, lexeme, common)
      cross join generate_series(1, 16) as times
      join chunks c on word_keys(c.owner_id, c.language, c.lexemes)
        @> array[word_key(${ownerId}::uuid, form.language, form.lexeme, times)]
    ),
    frequencies as materialized (
      select word, common, id, document_id, word_count, sum(times)::float8 as frequency
      from found where owner_id = ${ownerId}::uuid
      group by word, common, id, document_id, word_count
    ),
    rarity as materialized (
      select word, ln(1 + greatest(0, ${passages}::float8 - count(*) - common + 0.5) / (count(*) + common + 0.5)) as weight
      from frequencies group by word, common
    ),
    scored as (
      select id, document_id,
        sum(weight * frequency * (${K1}::float8 + 1)
          / (frequency + ${K1}::float8 * (1 - ${B}::float8 + ${B}::float8 * word_count / ${meanLength}::float8))) as score
      from frequencies join rarity using (word)
      group by id, document_id
    )
    select id as "chunkId", document_id as "documentId", score
    from scored ${limited}
    order by score desc, id
    limit ${depth}`
}
