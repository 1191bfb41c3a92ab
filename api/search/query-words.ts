// The words of a query as the searcher's passages may have them: each stemmed by every language there is, and where
// none of the passages has a word, what it becomes by mending one typing error.
import type { Database } from '../../core/database.ts'
import { spaceWords } from '../../core/space-words.ts'
import { WITHOUT_DICTIONARY } from '../../core/word-languages.ts'
import { oneEditAway } from './one-edit-away.ts'
import type { Corpus } from './read-corpus.ts'

/**
 * A lexeme that some passage has. Those of the same word count as that word. `common`: how many passages are in languages
 * that take the word for a stop word: nearly all of them have it, though none is told to.
 */
export type WordForm = { word: number; language: string; lexeme: string; common: number }

type Candidate = { word: number; language: string; lexeme: string; known: boolean }

/** A text of which more words are unknown is in a language that no passage has: each word costs hundreds of look-ups. */
const MOST_MENDED = 6

/** In order of the words. A word that no passage has in any form is left out, and so are stop words. */
export async function findWordForms(
  database: Database,
  text: string,
  ownerId: string,
  { languages }: Corpus,
): Promise<WordForm[]> {
  if (text === '' || languages.size === 0) return []
  const candidates = await stem(database, text, ownerId, languages)
  const words = Map.groupBy(candidates, ({ word }) => word)
  const forms: WordForm[] = []
  let mended = 0
  for (const ofWord of words.values()) {
    const common = countCommon(ofWord, languages)
    let found = ofWord.filter((candidate) => candidate.known)
    if (found.length === 0 && common === 0 && mended++ < MOST_MENDED)
      found = await mend(database, ofWord, ownerId, languages)
    forms.push(...found.map(({ word, language, lexeme }) => ({ word, language, lexeme, common })))
  }
  return withoutRepetition(forms)
}

function countCommon(ofWord: Candidate[], languages: Corpus['languages']): number {
  const stemming = new Set(ofWord.map(({ language }) => language))
  return [...languages].reduce((count, [language, passages]) => count + (stemming.has(language) ? 0 : passages), 0)
}

/** `word`: its place in the text, which is the same in every language, as all of them find words by the same parser. */
function stem(database: Database, text: string, ownerId: string, languages: Corpus['languages']): Promise<Candidate[]> {
  const present = [...languages.keys()]
  const stemmed = [...new Set([...present, WITHOUT_DICTIONARY])]
  return database.prisma.$queryRaw<Candidate[]>`
    select place as word, language, lexeme, language = any(${present}::text[]) and exists (
        select from generate_series(1, 16) as times
        join chunks c on word_keys(c.owner_id, c.language, c.lexemes) @> array[word_key(${ownerId}::uuid, f.language, lexeme, times)]
      ) as known
    from unnest(${stemmed}::text[]) as f (language)
    cross join unnest(to_tsvector(f.language::regconfig, ${spaceWords(text) ?? text})) as found (lexeme, positions, weights)
    cross join unnest(found.positions) as place
    order by place, language`
}

/** What one edit makes of the word as it is written. */
async function mend(
  database: Database,
  ofWord: Candidate[],
  ownerId: string,
  languages: Corpus['languages'],
): Promise<Candidate[]> {
  const { word, lexeme } = ofWord.find(({ language }) => language === WITHOUT_DICTIONARY)!
  const spellings = oneEditAway(lexeme)
  if (spellings.length === 0) return []
  const forms = await stem(database, spellings.join(' '), ownerId, languages)
  return forms.filter(({ known }) => known).map((form) => ({ ...form, word }))
}

/** A word that is repeated counts once. */
function withoutRepetition(forms: WordForm[]): WordForm[] {
  const seen = new Set<string>()
  return forms.filter(({ language, lexeme }) => {
    const key = `${language} ${lexeme}`
    return !seen.has(key) && seen.add(key)
  })
}
