// The schema builder with its plugins and scalars; every type registers itself on it.
import SchemaBuilder from '@pothos/core'
import PrismaPlugin from '@pothos/plugin-prisma'
import RelayPlugin from '@pothos/plugin-relay'

import { getDatamodel, type default as PrismaTypes } from '../../prisma/generated/pothos-types.ts'
import { UserError } from '../../core/errors.ts'
import type { Context } from '../context.ts'
import type { Upload } from '../uploads/read-parts.ts'
import { isSpooledFile } from '../uploads/spooled-file.ts'

type SchemaTypes = {
  Context: Context
  PrismaTypes: PrismaTypes
  DefaultFieldNullability: false
  DefaultEdgesNullability: { list: false; items: false }
  DefaultNodeNullability: false
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: Date; Output: Date }
    JSON: { Input: unknown; Output: unknown }
    File: { Input: Upload; Output: never }
  }
}

/** The most rows one page of a connection holds, and what it holds where the client does not say. */
const PAGE = { most: 200, usual: 20 }

export const builder = new SchemaBuilder<SchemaTypes>({
  defaultFieldNullability: false,
  plugins: [RelayPlugin, PrismaPlugin],
  relay: {
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    edgesFieldOptions: { nullable: { list: false, items: false } },
    nodeFieldOptions: { nullable: false },
  },
  prisma: {
    client: ({ services }) => services.database.prisma,
    dmmf: getDatamodel(),
    maxConnectionSize: PAGE.most,
    defaultConnectionSize: PAGE.usual,
    onUnusedQuery: null,
  },
})

builder.queryType({})
builder.mutationType({})
builder.subscriptionType({})

builder.scalarType('DateTime', {
  description: 'ISO 8601, UTC',
  serialize: (value) => value.toISOString(),
  parseValue(value) {
    const date = new Date(String(value))
    if (Number.isNaN(date.getTime()))
      throw new UserError('BAD_USER_INPUT', `"${String(value)}" is not a time: write it in ISO 8601.`)
    return date
  },
})

builder.scalarType('File', {
  description: 'GraphQL multipart request specification',
  serialize() {
    throw new Error('a file is only ever an input')
  },
  parseValue(value) {
    if (value instanceof UserError || isSpooledFile(value)) return value
    throw new UserError(
      'BAD_USER_INPUT',
      'A File is sent as a part of a multipart request: https://github.com/jaydenseric/graphql-multipart-request-spec',
    )
  },
})

builder.scalarType('JSON', { serialize: (value) => value, parseValue: (value) => value })
