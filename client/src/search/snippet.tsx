import { Fragment } from 'react'

const MARKED = /«([^«»]*)»/

/** The words between « and » marked; everything is text, nothing is HTML. */
export function Snippet({ text }: { text: string }) {
  // Splitting by a pattern with a group gives plain and marked text in turns.
  return text
    .split(MARKED)
    .map((part, index) => (index % 2 === 1 ? <mark key={index}>{part}</mark> : <Fragment key={index}>{part}</Fragment>))
}
