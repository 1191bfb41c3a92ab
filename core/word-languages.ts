// In which languages passages and queries are stemmed: PostgreSQL's own dictionaries, by the codes that language
// detection gives. Where there is none, words are taken as they are written ("simple").

/** Those that PostgreSQL 15 and PGlite both have, and that are detected. */
const DICTIONARIES: Readonly<Record<string, string>> = {
  ar: 'arabic',
  ca: 'catalan',
  da: 'danish',
  de: 'german',
  el: 'greek',
  en: 'english',
  es: 'spanish',
  eu: 'basque',
  fi: 'finnish',
  fr: 'french',
  hi: 'hindi',
  hu: 'hungarian',
  hy: 'armenian',
  it: 'italian',
  lt: 'lithuanian',
  nl: 'dutch',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sr: 'serbian',
  sv: 'swedish',
  ta: 'tamil',
  tr: 'turkish',
}

export const WITHOUT_DICTIONARY = 'simple'

/** `code`: ISO 639-1. */
export function dictionaryOf(code: string): string {
  return DICTIONARIES[code] ?? WITHOUT_DICTIONARY
}
