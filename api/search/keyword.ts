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

/** A word with all of its forms. `weight`: how rare it is among all of the owner's passages. */
type Word = { weight: number; passages: number; forms: WordForm[] }

/**
 * The `depth` best. How rare a word is counts over all of the owner's passages, whatever the limits. The index gives how
 * often each word stands in each passage: no passage's lexemes are opened.
 *
 * Passages that have only frequent words cannot be among the best once enough of those with a rare one are known
 * (Turtle and Flood, "Query Evaluation: Strategies and Optimizations", 1995: MaxScore). So the rarest words alone say which
 * passages are looked at, and if that turns out to be too few words, a second look takes as many as it needs.
 */
export async function searchKeyword(
  database: Database,
  forms: WordForm[],
  corpus: Corpus,
  limits: Limits,
  depth: number,
): Promise<RankedChunk[]> {
  if (forms.length === 0) return []
  const words = await weigh(database, forms, corpus, limits.scope.ownerId)
  let required = likelyEnough(words, depth)
  for (;;) {
    const ranked = await rank(database, words, required, corpus, limits, depth)
    const needed = ranked.length < depth ? words.length : rarestAbove(words, ranked.at(-1)!.score)
    if (needed <= required) return ranked
    required = needed
  }
}

/** Rarest first. */
async function weigh(
  { prisma }: Database,
  forms: WordForm[],
  { passages: all }: Corpus,
  ownerId: string,
): Promise<Word[]> {
  const counted = await prisma.$queryRaw<{ word: number; passages: number }[]>`
    with keys as materialized (
      select word, array_agg(word_key(${ownerId}::uuid, language, lexeme, times)) as keys
      from unnest(${forms.map(({ word }) => word)}::int[], ${forms.map(({ language }) => language)}::text[],
        ${forms.map(({ lexeme }) => lexeme)}::text[]) as form (word, language, lexeme)
      cross join generate_series(1, 16) as times
      group by word
    )
    select word, (
      select count(*)::float8 from chunks c where word_keys(c.owner_id, c.language, c.lexemes) && keys
    ) as passages
    from keys`
  const formsOf = Map.groupBy(forms, ({ word }) => word)
  return counted
    .map(({ word, passages }) => {
      const ofWord = formsOf.get(word)!
      const holding = passages + ofWord[0]!.common
      const weight = Math.log(1 + Math.max(0, all - holding + 0.5) / (holding + 0.5))
      return { weight, passages, forms: ofWord }
    })
    .toSorted((a, b) => b.weight - a.weight || a.forms[0]!.word - b.forms[0]!.word)
}

/**
 * How many of the rarest words it takes, most likely: those that stand in as many passages as are asked for, and more if
 * the others could lift a passage over one that has the last of those once, and is of mean length.
 */
function likelyEnough(words: Word[], depth: number): number {
  let found = 0
  const last = words.findIndex((word) => (found += word.passages) >= depth)
  return last === -1 ? words.length : Math.max(last + 1, rarestAbove(words, words[last]!.weight))
}

/** How many of the rarest words a passage must have one of to reach a score: all others together stay below it. */
function rarestAbove(words: Word[], score: number): number {
  let rest = 0
  const last = words.findLastIndex(({ weight }) => (rest += weight * (K1 + 1)) >= score)
  return last + 1
}

/** How often a passage has a word: where all of its forms are in different languages, as often as it has the form. */
const OF_FORMS = Prisma.sql`select weight, times as frequency, id, owner_id, document_id, word_count from found`
const OF_WORDS = Prisma.sql`
  select weight, sum(times)::float8 as frequency, id, owner_id, document_id, word_count
  from found group by word, weight, id, owner_id, document_id, word_count`

/** Whether a passage can have two forms of one word: two words that a mistyped one was meant to be. */
function hasSynonyms(words: Word[]): boolean {
  return words.some(({ forms }) => new Set(forms.map(({ language }) => language)).size < forms.length)
}

/**
 * The best of the passages that have one of the first `required` words, by all words. Equal scores differ in their last
 * digits by the order in which they were added up: to half as many they are compared.
 */
function rank(
  { prisma }: Database,
  words: Word[],
  required: number,
  { meanLength }: Corpus,
  limits: Limits,
  depth: number,
): Promise<RankedChunk[]> {
  const forms = words.flatMap((word, place) =>
    word.forms.map((form) => ({ ...form, weight: word.weight, required: place < required })),
  )
  const { ownerId } = limits.scope
  const limited = isLimited(limits)
    ? Prisma.sql`where exists (select from chunks c where c.id = scored.id and ${limitCondition(limits)})`
    : Prisma.empty
  return prisma.$queryRaw<RankedChunk[]>`
    with keys as materialized (
      select word, word_key(${ownerId}::uuid, language, lexeme, times) as key, times, weight, required
      from unnest(${forms.map(({ word }) => word)}::int[], ${forms.map(({ language }) => language)}::text[],
        ${forms.map(({ lexeme }) => lexeme)}::text[], ${forms.map(({ weight }) => weight)}::float8[],
        ${forms.map((form) => form.required)}::boolean[]) as form (word, language, lexeme, weight, required)
      cross join generate_series(1, 16) as times
    ),
    candidates as materialized (
      select word, key, weight, times, c.id, c.owner_id, c.document_id, c.word_count
      from keys join chunks c on word_keys(c.owner_id, c.language, c.lexemes) @> array[key]
      where required
    ),
    found as (
      select * from candidates
      union all
      select word, key, weight, times, c.id, c.owner_id, c.document_id, c.word_count
      from keys join chunks c on word_keys(c.owner_id, c.language, c.lexemes) @> array[key]
        and word_keys(c.owner_id, c.language, c.lexemes) && (select array_agg(distinct key) from candidates)
      where not required
    ),
    frequencies as (${hasSynonyms(words) ? OF_WORDS : OF_FORMS}),
    scored as (
      select id, document_id,
        sum(weight * frequency * (${K1}::float8 + 1)
          / (frequency + ${K1}::float8 * (1 - ${B}::float8 + ${B}::float8 * word_count / ${meanLength}::float8))) as score
      from frequencies
      where owner_id = ${ownerId}::uuid
      group by id, document_id
    )
    select id as "chunkId", document_id as "documentId", score
    from scored ${limited}
    order by score::float4 desc, id
    limit ${depth}`
}
