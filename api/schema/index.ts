// The whole schema: each file registers its types and fields.
import './answer.ts'
import './batch.ts'
import './chunk.ts'
import './collection.ts'
import './document.ts'
import './job.ts'
import './progress.ts'
import './search.ts'
import './stats.ts'
import './viewer.ts'
import { builder } from './builder.ts'

export const schema = builder.toSchema()
