// Makes text from a file fit to store, to search and to compare. Pure: no state, no file.

const WHITESPACE = /[\s\u200b\u2060]+/g
const CONTROL = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\ufeff]/gu
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uff60]/u
const LETTER_AND_HYPHEN = /\p{L}-$/u
const COMPOUND_AND_HYPHEN = /\p{L}-\p{L}+-$/u

/** A soft hyphen at a line's end is a hyphen for `joinLines`; everywhere else it is invisible. */
const SOFT_HYPHEN_AT_END = /[\u00ad\ufffe]\s*$/

/**
 * Cleans one line. PostgreSQL refuses NUL, and UTF-8 knows no lone surrogates; pdf.js gives both, and U+FFFE for a
 * hyphen of some fonts.
 */
export function cleanText(text: string): string {
  return text
    .replace(SOFT_HYPHEN_AT_END, '-')
    .replaceAll('\u00ad', '')
    .replaceAll('\ufffe', '-')
    .replaceAll(/[\u2010\u2011]/g, '-')
    .normalize('NFKC')
    .replace(WHITESPACE, ' ')
    .replace(CONTROL, '')
    .replace(WHITESPACE, ' ')
    .trim()
}

/**
 * Joins clean lines to one text and tells where each line begins in it. A hyphen at a line's end goes only when a lower
 * case letter follows, and stays in a compound ("state-of-the-" + "art"). Chinese and Japanese are set without spaces.
 * That some words are left wrong ("well-" + "known") is the price of having no dictionary.
 */
export function joinLines(lines: readonly string[]): { text: string; starts: number[] } {
  let text = ''
  const starts: number[] = []
  for (const line of lines) {
    if (text !== '' && line !== '') text = withJoint(text, line)
    starts.push(text.length)
    text += line
  }
  return { text, starts }
}

function withJoint(before: string, after: string): string {
  // The end is enough to look at: a test of the whole text for each line would grow with its square.
  const end = before.slice(-80)
  if (LETTER_AND_HYPHEN.test(end) && /^[\p{L}\p{N}]/u.test(after)) {
    return /^\p{Ll}/u.test(after) && !COMPOUND_AND_HYPHEN.test(end) ? before.slice(0, -1) : before
  }
  return needsSpace(before, after) ? `${before} ` : before
}

/** Whether two pieces of text that stand side by side, with a gap between, are two words. */
export function needsSpace(before: string, after: string): boolean {
  return !(CJK.test(lastCharacter(before)) && CJK.test(firstCharacter(after)))
}

const firstCharacter = (text: string): string => String.fromCodePoint(text.codePointAt(0) ?? 32)

function lastCharacter(text: string): string {
  const last = text.at(-1) ?? ' '
  return /[\udc00-\udfff]/.test(last) ? text.slice(-2) : last
}
