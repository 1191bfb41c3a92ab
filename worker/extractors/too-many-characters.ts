// The limit on a document's text.
import { PermanentError } from '../../core/errors.ts'
import type { Page } from '../extractor.ts'

export function tooManyCharacters(most: number): PermanentError {
  return new PermanentError(
    `This document has more than ${most.toLocaleString('en')} characters of text, the most that can be processed. ` +
      'Split it and upload the parts.',
  )
}

/** Gives what to call with each page: it throws once they have more than `most` characters together. */
export function limitCharacters(most: number): (page: Page) => void {
  let characters = 0
  return (page) => {
    characters += charactersOf(page)
    if (characters > most) throw tooManyCharacters(most)
  }
}

export const charactersOf = ({ blocks }: Page): number => blocks.reduce((sum, { text }) => sum + text.length, 0)
