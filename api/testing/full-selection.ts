// Writes a query for all that a type has: so that a test of "nothing of it may be seen" also sees what is new.
import { getNamedType, isObjectType, type GraphQLNamedType } from 'graphql'

/** `depth`: how many objects deep. Gives '' for a type without fields. */
export function fullSelection(type: GraphQLNamedType, depth: number): string {
  if (!isObjectType(type)) return ''
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const fieldType = getNamedType(field.type)
    if (!isObjectType(fieldType)) return [field.name]
    if (depth === 0) return []
    return [`${field.name} ${fullSelection(fieldType, depth - 1)}`]
  })
  return `{ __typename ${fields.join(' ')} }`
}
