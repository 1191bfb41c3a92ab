// Where in the answer the words stand that Cohere cites. Its numbers count characters as its servers do, which is not as
// JavaScript does where an emoji stands before; the words themselves settle it.

type Claimed = { start?: number; end?: number; text?: string }

/** Null where the answer has no such words. */
export function alignCitation(
  answer: string,
  { start = 0, text = '' }: Claimed,
): { start: number; end: number } | null {
  if (text === '') return null
  const asCodePoints = Array.from(answer).slice(0, start).join('').length
  const exact = [start, asCodePoints].find((place) => answer.startsWith(text, place))
  const place = exact ?? nearest(answer, text, asCodePoints)
  return place === null ? null : { start: place, end: place + text.length }
}

function nearest(answer: string, text: string, place: number): number | null {
  const after = answer.indexOf(text, place)
  const before = answer.lastIndexOf(text, place)
  if (after === -1 || before === -1) return Math.max(after, before) === -1 ? null : Math.max(after, before)
  return after - place < place - before ? after : before
}
