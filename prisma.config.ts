// Prisma's commands read this. `generate` needs no engine, but looks for the file of one that its installer would
// download: pointing it at any file that exists keeps it working where nothing can be downloaded.
import { defineConfig } from 'prisma/config'

process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= process.execPath

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env['DATABASE_URL'] ?? 'postgresql://localhost/docmill' },
})
