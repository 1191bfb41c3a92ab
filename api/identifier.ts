// Ids are plain UUIDs; what is none is refused before the database sees it.
import { UserError } from '../core/errors.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** `name`: of the argument, for the message. Throws UserError BAD_USER_INPUT. */
export function checkId(id: string, name: string): string {
  if (isId(id)) return id.toLowerCase()
  throw new UserError(
    'BAD_USER_INPUT',
    `${name} is "${id.slice(0, 100)}", which is not a UUID. Use an id as the service gave it.`,
  )
}

export function isId(text: string): boolean {
  return UUID.test(text)
}

/** The error for what does not exist or belongs to somebody else: the two look alike. */
export function notFound(kind: string, id: string): UserError {
  return new UserError('NOT_FOUND', `There is no ${kind} ${id}.`)
}
