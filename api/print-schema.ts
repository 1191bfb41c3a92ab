// Writes the schema as the api serves it to api/schema.graphql: `npm run schema`.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { lexicographicSortSchema, printSchema } from 'graphql'

import { schema } from './schema/index.ts'

await writeFile(join(import.meta.dirname, 'schema.graphql'), `${printSchema(lexicographicSortSchema(schema))}\n`)
