// Types for the page's queries, from the committed schema: no service has to run.
import type { CodegenConfig } from '@graphql-codegen/cli'

export default {
  schema: 'api/schema.graphql',
  // Node, too, loads what follow.ts needs.
  importExtension: '.ts',
  documents: ['client/src/**/*.{ts,tsx}', '!client/src/generated/**'],
  generates: {
    'client/src/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        enumsAsTypes: true,
        useTypeImports: true,
        strictScalars: true,
        scalars: { ID: 'string', DateTime: 'string', File: 'File', JSON: 'unknown' },
      },
    },
  },
} satisfies CodegenConfig
