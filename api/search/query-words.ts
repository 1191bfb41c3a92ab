// The words of a query as the searcher's passages may have them: each stemmed by every language there is, and where
// none of the passages has a word, what it becomes by mending one typing error.
import type { Database } from '../../core/database.ts'
import { spaceWords } from '../../core/space-words.ts'
import { WITHOUT_DICTIONARY } from '../../core/word-languages.ts'
import { oneEditAway } from './one-edit-away.ts'
import type { Corpus } from './read-corpus.ts'

/** A lexeme that some passage has. Those of the same word count as that word. */
export type WordForm = { word: number; language: string; lexeme: string }

type Candidate = WordForm & { known: boolean }

/** In order of the words. A word that no passage has in any form is left out, and so are stop words. */
export async function findWordForms(
  database: Database,
  text: string,
  ownerId: string,
  { languages }: Corpus,
): Promise<WordForm[]> {
  if (text === '' || languages.length === 0) return []
  const candidates = await stem(database, text, ownerId, languages)
  const known = candidates.filter((candidate) => candidate.known)
  const unknown = unknownWords(candidates, languages)
  const mended = await Promise.all(unknown.map(({ word, lexeme }) => mend(database, lexeme, word, ownerId, languages)))
  return withoutRepetition([...known, ...mended.flat()])
}

/** The words as they are written, of which no language has a form that is known, and which are no stop words. */
function unknownWords(candidates: Candidate[], languages: string[]): Candidate[] {
  const known = new Set(candidates.filter((candidate) => candidate.known).map(({ word }) => word))
  const meaningful = new Set(candidates.filter(({ language }) => languages.includes(language)).map(({ word }) => word))
  return candidates.filter(
    ({ word, language }) => language === WITHOUT_DICTIONARY && meaningful.has(word) && !known.has(word),
  )
}

/** `word`: its place in the text, which is the same in every language, as all of them find words by the same parser. */
function stem(database: Database, text: string, ownerId: string, languages: string[]): Promise<Candidate[]> {
  const stemmed = [...new Set([...languages, WITHOUT_DICTIONARY])]
  return database.prisma.$queryRaw<Candidate[]>`
    select place as word, language, lexeme, language = any(${languages}::text[]) and exists (
        select from generate_series(1, 16) as times
        join chunks c on word_keys(c.owner_id, c.language, c.lexemes) @> array[word_key(${ownerId}::uuid, f.language, lexeme, times)]
      ) as known
    from unnest(${stemmed}::text[]) as f (language)
    cross join unnest(to_tsvector(f.language::regconfig, ${spaceWords(text) ?? text})) as found (lexeme, positions, weights)
    cross join unnest(found.positions) as place
    order by place, language`
}

async function mend(
  database: Database,
  word: string,
  place: number,
  ownerId: string,
  languages: string[],
): Promise<WordForm[]> {
  const spellings = oneEditAway(word)
  if (spellings.length === 0) return []
  const forms = await stem(database, spellings.join(' '), ownerId, languages)
  return forms.filter(({ known }) => known).map(({ language, lexeme }) => ({ word: place, language, lexeme }))
}

/** A word that is repeated counts once. */
function withoutRepetition(forms: WordForm[]): WordForm[] {
  const seen = new Set<string>()
  const kept = forms.filter(({ language, lexeme }) => {
    const key = `${language} ${lexeme}`
    return !seen.has(key) && seen.add(key)
  })
  return kept.map(({ word, language, lexeme }) => ({ word, language, lexeme }))
}
