import { UserError } from '../../core/errors.ts'

const MOST_CHARACTERS = 2_000

/** Gives it trimmed. Throws UserError where there is nothing, or too much, to answer. */
export function checkQuestion(question: string): string {
  const trimmed = question.replaceAll('\0', ' ').trim()
  if (trimmed === '') throw new UserError('BAD_USER_INPUT', 'question is empty: say what you want to know.')
  if (trimmed.length <= MOST_CHARACTERS) return trimmed
  throw new UserError(
    'BAD_USER_INPUT',
    `question has ${trimmed.length} characters, but must have at most ${MOST_CHARACTERS}: shorten it.`,
  )
}
