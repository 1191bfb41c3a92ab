// All spellings that one typing error may have made a word of: a letter too many, too few, another, or two swapped.

/** A shorter word is one edit away from too many others. */
const SHORTEST = 4
/** Longer ones are seldom words, and have thousands of spellings. */
const LONGEST = 24

/** What a letter may be mistaken for: those of its own alphabet. */
const ALPHABETS = [
  letters('a', 'z') + 'àáâãäåæçèéêëìíîïñòóôõöøùúûüýßœ',
  letters('а', 'џ'),
  letters('ά', 'ώ'),
  letters('ա', 'և'),
  letters('א', 'ת'),
  letters('ء', 'ي'),
  letters('अ', 'ह'),
  letters('அ', 'ஹ'),
]
/** Most words, and most errors in them, need no other. */
const PLAIN = letters('a', 'z')

/** Empty for what is no word of one known alphabet, or is too short to tell. */
export function oneEditAway(word: string): string[] {
  const signs = Array.from(word)
  if (signs.length < SHORTEST || signs.length > LONGEST) return []
  const alphabet = [PLAIN, ...ALPHABETS].find((candidate) => signs.every((sign) => candidate.includes(sign)))
  if (!alphabet) return []
  const spellings = new Set<string>()
  for (let at = 0; at <= signs.length; at++) {
    const before = signs.slice(0, at).join('')
    const after = signs.slice(at).join('')
    const behind = signs.slice(at + 1).join('')
    for (const letter of alphabet) {
      spellings.add(before + letter + after)
      if (at < signs.length) spellings.add(before + letter + behind)
    }
    if (at < signs.length) spellings.add(before + behind)
    if (at < signs.length - 1) spellings.add(before + signs[at + 1] + signs[at] + signs.slice(at + 2).join(''))
  }
  spellings.delete(word)
  return [...spellings]
}

function letters(first: string, last: string): string {
  const from = first.codePointAt(0)!
  const signs = Array.from({ length: last.codePointAt(0)! - from + 1 }, (_, index) =>
    String.fromCodePoint(from + index),
  )
  return signs.filter((sign) => /\p{L}|\p{M}/u.test(sign)).join('')
}
