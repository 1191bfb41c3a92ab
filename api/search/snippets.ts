// What of each passage is shown: the part that fits the query best, with the query's words marked, and where it stands.
import type { Database } from '../../core/database.ts'
import { wordsWithin } from '../../core/space-words.ts'
import { bestWindow, type PassageWord, type Window } from './best-window.ts'
import type { WordForm } from './query-words.ts'
import type { Hit, RankedChunk } from './search-chunks.ts'

type Region = { page: number; start?: number; x: number; y: number; width: number; height: number }
type Passage = { id: string; text: string; language: string; page: number; regions: Region[] }

/** Takes the ranked passages, gives them in the same order; without those that were replaced since they were ranked. */
export async function makeSnippets(database: Database, ranked: RankedChunk[], forms: WordForm[]): Promise<Hit[]> {
  if (ranked.length === 0) return []
  const passages = await database.prisma.$queryRaw<Passage[]>`
    select id, text, language, page, regions from chunks where id = any(${ranked.map(({ chunkId }) => chunkId)}::uuid[])`
  const matches = await findMatches(database, passages, forms)
  const byId = new Map(passages.map((passage) => [passage.id, passage]))
  return ranked.flatMap((hit) => {
    const passage = byId.get(hit.chunkId)
    return passage ? [{ ...hit, ...show(passage, matches) }] : []
  })
}

const keyOf = (language: string, word: string) => `${language} ${word.toLowerCase()}`

/** For each word of the passages, in its language: the words of the query that it is a form of. */
async function findMatches(database: Database, passages: Passage[], forms: WordForm[]): Promise<Map<string, number[]>> {
  const words = candidatesOf(passages, forms)
  if (words.length === 0) return new Map()
  const rows = await database.prisma.$queryRaw<{ language: string; word: string; matches: number[] }[]>`
    select asked.language, asked.word, array_agg(distinct form.word) as matches
    from unnest(${words.map(({ language }) => language)}::text[], ${words.map(({ word }) => word)}::text[])
      as asked (language, word)
    cross join lateral unnest(to_tsvector(asked.language::regconfig, asked.word)) as stemmed
    join unnest(${forms.map(({ word }) => word)}::int[], ${forms.map(({ language }) => language)}::text[],
        ${forms.map(({ lexeme }) => lexeme)}::text[]) as form (word, language, lexeme)
      on form.language = asked.language and form.lexeme = stemmed.lexeme
    group by asked.language, asked.word`
  return new Map(rows.map(({ language, word, matches }) => [keyOf(language, word), matches]))
}

/** Their stemmers take away beginnings of words too. */
const PREFIXES = new Set(['arabic', 'dutch'])

/** Without the words that begin otherwise than all of the query's: three of four need not be stemmed. */
function candidatesOf(passages: Passage[], forms: WordForm[]): { language: string; word: string }[] {
  const beginnings = new Set(forms.map(({ language, lexeme }) => `${language} ${firstLetter(lexeme)}`))
  const candidates = new Map<string, { language: string; word: string }>()
  for (const { language, text } of passages) {
    const any = PREFIXES.has(language)
    for (const { word } of wordsWithin(text)) {
      if (any || beginnings.has(`${language} ${firstLetter(word)}`))
        candidates.set(keyOf(language, word), { language, word: word.toLowerCase() })
    }
  }
  return [...candidates.values()]
}

/** Without its accent, which a stemmer may take away. */
function firstLetter(word: string): string {
  const first = word.slice(0, 1).toLowerCase()
  return first < '\u0080' ? first : first.normalize('NFD').slice(0, 1)
}

function show(passage: Passage, matches: Map<string, number[]>): Pick<Hit, 'snippet' | 'page' | 'regions'> {
  const { text, language } = passage
  const words: PassageWord[] = Array.from(wordsWithin(text), ({ word, start, end }) => ({
    start,
    end,
    matches: matches.get(keyOf(language, word)) ?? [],
  }))
  const window = bestWindow(words)
  return { snippet: mark(text, words, window), ...locate(passage, words.slice(window.from, window.to)) }
}

function mark(text: string, words: PassageWord[], { from, to }: Window): string {
  const begin = from === 0 ? 0 : words[from]!.start
  const end = to === words.length ? text.length : words[to - 1]!.end
  const pieces = [from === 0 ? '' : '… ']
  let written = begin
  for (const word of words.slice(from, to)) {
    if (word.matches.length === 0) continue
    pieces.push(plain(text.slice(written, word.start)), `«${text.slice(word.start, word.end)}»`)
    written = word.end
  }
  pieces.push(plain(text.slice(written, end)), to === words.length ? '' : ' …')
  return pieces.join('').replaceAll(/\s+/g, ' ').trim()
}

/** The text's own « and » must not be taken for marks. */
function plain(text: string): string {
  return text.replaceAll('«', '“').replaceAll('»', '”')
}

/** Where the matched words stand; the whole passage where there is none, as for what was found by its meaning. */
function locate({ page, regions }: Passage, shown: PassageWord[]): Pick<Hit, 'page' | 'regions'> {
  const matched = shown.filter(({ matches }) => matches.length > 0)
  // Passages that an older version cut do not tell where in the text their regions begin.
  if (matched.length === 0 || regions.some(({ start }) => start === undefined)) return { page, regions }
  const holding = regions.filter(({ start }, index) => {
    const end = regions[index + 1]?.start ?? Infinity
    return matched.some((word) => word.start < end && word.end > start!)
  })
  return { page: holding[0]?.page ?? page, regions: holding }
}
