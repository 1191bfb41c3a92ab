// The schema keeps the contract: api/contract.graphql is a copy of what clients were promised.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { buildSchema, lexicographicSortSchema, printSchema } from 'graphql'
import { expect, test } from 'vitest'

import { schema } from './schema/index.ts'
import { brokenPromises } from './testing/broken-promises.ts'

const read = (name: string) => readFile(join(import.meta.dirname, name), 'utf8')

test('the schema has every type, field, argument and value of the contract', async () => {
  const contract = buildSchema(await read('contract.graphql'))

  expect(brokenPromises(contract, schema)).toEqual([])
})

test('the committed schema.graphql is what the api serves', async () => {
  expect(await read('schema.graphql'), 'run `npm run schema`').toBe(`${printSchema(lexicographicSortSchema(schema))}\n`)
})

const PROMISED = `
  type Query { document(id: ID!, at: Int = 1): Document, answer: Answer }
  input Filter { text: String = "all" }
  enum Color { RED BLUE }
  union Answer = Document
  type Document { id: ID!, tags: [String!]! }
`

test.each([
  ['a type that is gone', /input Filter.*/, '', 'Filter is gone'],
  ['a type of another kind', 'union Answer = Document', 'type Answer { id: ID! }', 'Answer is no longer a union'],
  ['a field that is gone', 'tags: [String!]!', '', 'Document.tags is gone'],
  ['a field of another type', '[String!]!', '[String!]', 'Document.tags is [String!], not [String!]!'],
  ['an argument that is gone', ', at: Int = 1', '', 'Query.document(at) is gone'],
  ['an argument of another type', 'id: ID!,', 'id: Int!,', 'Query.document(id) is Int!, not ID!'],
  ['another default', 'at: Int = 1', 'at: Int = 2', 'Query.document(at) is Int = 2, not Int = 1'],
  ['a new argument that is required', 'answer:', 'answer(of: ID!):', 'Query.answer(of) is new and required'],
  ['another default of an input', '"all"', '"none"', 'Filter.text is String = "none", not String = "all"'],
  ['a new required input', 'input Filter {', 'input Filter { a: Int!', 'Filter.a is new and required'],
  ['a value that is gone', 'RED', '', 'Color.RED is gone'],
  ['a member that is gone', '= Document', '= Other type Other { id: ID! }', 'Answer has no member Document'],
])('the comparison finds %s', (_what, promised, served, problem) => {
  const changed = buildSchema(PROMISED.replace(promised, served))

  expect(brokenPromises(buildSchema(PROMISED), changed)).toEqual([problem])
})

test('the comparison allows new fields, arguments, values and types', () => {
  const more = PROMISED.replace('tags:', 'length: Int! tags(first: Int):').replace('RED', 'RED GREEN')

  expect(brokenPromises(buildSchema(PROMISED), buildSchema(`${more} type New { id: ID! }`))).toEqual([])
})
