// Compares two schemas: what of the one do clients no longer find in the other?
import {
  astFromValue,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isSpecifiedScalarType,
  isUnionType,
  print,
  type GraphQLArgument,
  type GraphQLFieldMap,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql'

/** One line for each promise that is broken. */
export function brokenPromises(promised: GraphQLSchema, served: GraphQLSchema): string[] {
  return Object.values(promised.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .flatMap((type) => inType(type, served.getType(type.name)))
}

function inType(promised: GraphQLNamedType, served: GraphQLNamedType | undefined): string[] {
  const { name } = promised
  if (!served) return [`${name} is gone`]
  if (kindOf(promised) !== kindOf(served)) return [`${name} is no longer ${kindOf(promised)}`]
  if (isObjectType(promised) && isObjectType(served)) return inFields(name, promised.getFields(), served.getFields())
  if (isInputObjectType(promised) && isInputObjectType(served)) return inInputs(name, promised, served)
  if (isEnumType(promised) && isEnumType(served)) {
    const gone = promised.getValues().filter((value) => !served.getValue(value.name))
    return gone.map((value) => `${name}.${value.name} is gone`)
  }
  if (isUnionType(promised) && isUnionType(served)) {
    const members = served.getTypes().map((type) => type.name)
    const gone = promised.getTypes().filter((type) => !members.includes(type.name))
    return gone.map((type) => `${name} has no member ${type.name}`)
  }
  return []
}

function kindOf(type: GraphQLNamedType): string {
  if (isObjectType(type)) return 'an object type'
  if (isInputObjectType(type)) return 'an input'
  if (isEnumType(type)) return 'an enum'
  if (isUnionType(type)) return 'a union'
  return isInterfaceType(type) ? 'an interface' : 'a scalar'
}

type Fields = GraphQLFieldMap<unknown, unknown>

function inFields(typeName: string, promised: Fields, served: Fields): string[] {
  return Object.values(promised).flatMap(({ name, type, args }) => {
    const place = `${typeName}.${name}`
    const field = served[name]
    if (!field) return [`${place} is gone`]
    const changed =
      String(field.type) === String(type) ? [] : [`${place} is ${String(field.type)}, not ${String(type)}`]
    return [...changed, ...inArguments(place, args, field.args)]
  })
}

function inArguments(
  place: string,
  promised: readonly GraphQLArgument[],
  served: readonly GraphQLArgument[],
): string[] {
  const known = new Set(promised.map(({ name }) => name))
  const required = served.filter((argument) => !known.has(argument.name) && isRequiredArgument(argument))
  return [
    ...promised.flatMap((argument) =>
      inInput(
        `${place}(${argument.name})`,
        argument,
        served.find(({ name }) => name === argument.name),
      ),
    ),
    ...required.map(({ name }) => `${place}(${name}) is new and required`),
  ]
}

type Inputs = { getFields(): Record<string, GraphQLInputField> }

function inInputs(typeName: string, promised: Inputs, served: Inputs): string[] {
  const known = promised.getFields()
  const fields = served.getFields()
  const required = Object.values(fields).filter((field) => !known[field.name] && isRequiredInputField(field))
  return [
    ...Object.values(known).flatMap((field) => inInput(`${typeName}.${field.name}`, field, fields[field.name])),
    ...required.map(({ name }) => `${typeName}.${name} is new and required`),
  ]
}

type Input = Pick<GraphQLArgument, 'type' | 'defaultValue'>

function inInput(place: string, promised: Input, served: Input | undefined): string[] {
  if (!served) return [`${place} is gone`]
  return printed(promised) === printed(served) ? [] : [`${place} is ${printed(served)}, not ${printed(promised)}`]
}

function printed({ type, defaultValue }: Input): string {
  const value = astFromValue(defaultValue, type)
  return value ? `${String(type)} = ${print(value)}` : String(type)
}
