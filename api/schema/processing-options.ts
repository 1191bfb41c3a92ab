import { ChunkingStrategy } from '../../prisma/generated/client/enums.ts'
import { builder } from './builder.ts'

const ChunkingStrategyEnum = builder.enumType('ChunkingStrategy', { values: Object.values(ChunkingStrategy) })

export const ProcessingOptionsInput = builder.inputType('ProcessingOptions', {
  fields: (t) => ({
    chunkingStrategy: t.field({ type: ChunkingStrategyEnum, defaultValue: 'SENTENCE' }),
    chunkSize: t.int({ defaultValue: 512, description: 'In tokens, 64 to 2048.' }),
    chunkOverlap: t.int({ defaultValue: 50, description: 'In tokens, less than half of chunkSize.' }),
  }),
})
