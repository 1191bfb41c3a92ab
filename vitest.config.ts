// Which tests run where. NAME.test.ts needs no database; NAME.database.test.ts and NAME.browser.test.ts run on the
// embedded database, and on PostgreSQL too where TEST_DATABASE_URL names a server. NAME.faults.test.ts kill real
// processes for minutes, on PostgreSQL only: `npm run test:faults`, which `npm test` leaves out.
import { defineConfig } from 'vitest/config'

// Without this, Vite gives our files the ES modules of graphql while Node gives all packages the CommonJS ones: two
// copies, whose errors and types do not know each other.
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] }

const onDatabase = {
  include: ['**/*.database.test.ts', '**/*.browser.test.ts'],
  exclude: ['node_modules/**', 'scratch/**'],
  globalSetup: ['core/testing/prepare-databases.ts', 'client/testing/build-page.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
}

const faults = {
  resolve,
  test: {
    ...onDatabase,
    name: 'faults',
    include: ['faults/*.faults.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    // Fault tests wait, mostly: for a dead worker to be noticed.
    maxConcurrency: 4,
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [
            'node_modules/**',
            'scratch/**',
            '**/*.database.test.ts',
            '**/*.browser.test.ts',
            '**/*.faults.test.ts',
          ],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      { resolve, test: { ...onDatabase, name: 'embedded' } },
      ...(process.argv.includes('faults') ? [faults] : []),
      ...(process.env['TEST_DATABASE_URL'] ? [{ resolve, test: { ...onDatabase, name: 'postgresql' } }] : []),
    ],
  },
})
