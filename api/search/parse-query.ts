// What a searcher may write: words, "phrases" that must stand in the passage, and -words or -"phrases" that must not.

export type ParsedQuery = {
  /** All that is asked for, without the signs: what is ranked by. Empty where everything is only excluded. */
  text: string
  required: string[]
  excluded: string[]
}

/** A sign only counts at the beginning of a word: "state-of-the-art" excludes nothing. An open quote is not a phrase. */
const PART = /(?<=^|\s)(?<minus>-?)(?:["“”](?<phrase>[^"“”]+)["“”]|(?<word>[^\s"“”-][^\s"“”]*))/gu

export function parseQuery(query: string): ParsedQuery {
  const required: string[] = []
  const excluded: string[] = []
  const text = query.replaceAll(PART, (whole: string, ...rest: unknown[]) => {
    const { minus, phrase, word } = rest.at(-1) as { minus: string; phrase?: string; word?: string }
    if (minus === '-') {
      excluded.push((phrase ?? word)!)
      return ' '
    }
    if (phrase === undefined) return whole
    required.push(phrase)
    return phrase
  })
  return { text: text.replaceAll(/["“”]/g, ' ').trim(), required, excluded }
}
