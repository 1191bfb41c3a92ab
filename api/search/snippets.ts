// The part of each passage that fits the query best, with the query's words marked.
import type { Database } from '../../core/database.ts'
import type { Hit, RankedChunk } from './search-chunks.ts'

const OPTIONS = 'StartSel=«, StopSel=», MaxWords=45, MinWords=25, ShortWord=0'

// ts_headline leaves out whatever looks like markup, such as the type in "vector<int>": it is shown other signs instead,
// from the private use area, which no extracted text contains.
const MARKUP = '<>&'
const STAND_INS = '\uE000\uE001\uE002'

/** Takes the ranked passages, gives them in the same order with their snippets. */
export async function makeSnippets(database: Database, ranked: RankedChunk[], query: string): Promise<Hit[]> {
  if (ranked.length === 0) return []
  const rows = await database.prisma.$queryRaw<{ id: string; snippet: string }[]>`
    with words as materialized (
      select coalesce(string_agg(distinct quote_literal(lexeme), ' | '), '')::tsquery as any_of_them
      from unnest(to_tsvector('english', ${query}))
    )
    select c.id, ts_headline('english', translate(c.text, ${MARKUP}, ${STAND_INS}), words.any_of_them, ${OPTIONS}) as snippet
    from words, chunks c
    where c.id = any(${ranked.map(({ chunkId }) => chunkId)}::uuid[])`
  const snippets = new Map(rows.map(({ id, snippet }) => [id, tidy(snippet)]))
  // A passage that was replaced since it was ranked is no longer there.
  return ranked.flatMap((hit) => (snippets.has(hit.chunkId) ? [{ ...hit, snippet: snippets.get(hit.chunkId)! }] : []))
}

function tidy(snippet: string): string {
  const text = snippet.replaceAll(/[\uE000-\uE002]/g, (sign) => MARKUP[STAND_INS.indexOf(sign)]!)
  return text.replaceAll(/\s+/g, ' ').trim()
}
