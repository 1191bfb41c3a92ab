// Search by words: BM25 over the passages' lexemes, in plain SQL. A question's words are OR-ed: AND-ing them finds
// almost nothing (nDCG@10 on Vaswani .043 against .441).
import type { Database } from '../../core/database.ts'
import type { RankedChunk, SearchScope } from './search-chunks.ts'
import { scopeCondition } from './scope.ts'

// Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with its usual constants.
const K1 = 1.2
const B = 0.75

/** The `depth` best. How rare a word is counts over all of the owner's passages, whatever the filters. */
export function searchKeyword(
  database: Database,
  query: string,
  scope: SearchScope,
  depth: number,
): Promise<RankedChunk[]> {
  return database.prisma.$queryRaw<RankedChunk[]>`
    with words as materialized (
      select array_agg(distinct lexeme) as lexemes,
        string_agg(distinct quote_literal(lexeme), ' | ')::tsquery as any_of_them
      from unnest(to_tsvector('english', ${query}))
    ),
    corpus as materialized (
      select count(*)::float8 as passages, avg(word_count)::float8 as mean_length
      from chunks where owner_id = ${scope.ownerId}::uuid
    ),
    matches as materialized (
      select c.id, word.lexeme, cardinality(word.positions)::float8 as frequency
      from words, chunks c, unnest(c.lexemes) as word
      where c.owner_id = ${scope.ownerId}::uuid and c.lexemes @@ words.any_of_them and word.lexeme = any(words.lexemes)
    ),
    rarity as (
      select lexeme, ln(1 + (passages - count(*) + 0.5) / (count(*) + 0.5)) as weight
      from matches, corpus group by lexeme, passages
    )
    select c.id as "chunkId", c.document_id as "documentId",
      sum(weight * frequency * (${K1}::float8 + 1)
        / (frequency + ${K1}::float8 * (1 - ${B}::float8 + ${B}::float8 * c.word_count / mean_length))) as score
    from matches join rarity using (lexeme) join chunks c on c.id = matches.id, corpus
    where ${scopeCondition(scope)}
    group by c.id
    order by score desc, c.id
    limit ${depth}`
}
