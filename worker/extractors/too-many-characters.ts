import { PermanentError } from '../../core/errors.ts'

export function tooManyCharacters(most: number): PermanentError {
  return new PermanentError(
    `This document has more than ${most.toLocaleString('en')} characters of text, the most that can be processed. ` +
      'Split it and upload the parts.',
  )
}
