// Who may import whom, folder by folder, as overrides for oxlint.config.ts; CONTRIBUTING.md has the table, and
// tools/import-rules.test.ts proves that each of them bites.
//
// Three things about oxlint. Patterns are matched against the text of an import, which is the path on disk: there are
// no aliases. The last override that fits a file REPLACES the options of those before it, so each is built of all the
// patterns for its files, and the most specific come last. What a group allows with `!` ends the search, so the
// patterns that refuse are regular expressions (these know no lookahead) and come before.

type Pattern = { group?: string[]; regex?: string; message?: string }
type Override = { files: string[]; rules: { 'no-restricted-imports': ['error', { patterns: Pattern[] }] } }

/** Nobody. */
const ALWAYS: Pattern[] = [
  { regex: String.raw`(^|/)main\.tsx?$`, message: 'main.ts only composes: nobody imports it.' },
  { regex: '^([/#~]|@/)', message: 'No aliases: import by the path on disk.' },
  { regex: String.raw`^\.\.?(/|$)([^/]*/)*([^./]*|[^/]*\.[cm]?jsx?)$`, message: 'Import the file itself, with .ts.' },
]

const NO_TESTING: Pattern = { regex: '(^|/)testing/', message: 'testing/ is for tests, bench/ and testing/ itself.' }

const NO_QUEUE: Pattern = {
  regex: '^pg-boss(/|$)',
  message: 'Only core/queue.ts, core/database.ts and core/databases know which queue it is: use core/queue.ts.',
}

/** Keeps files out of the project's top folders, wherever the files lie. */
function never(...folders: string[]): Pattern {
  return {
    regex: String.raw`^(\.\./)+(${folders.join('|')})(/|\.ts$)`,
    message: `These files stand apart from ${folders.join(', ')}.`,
  }
}

/** Of relative imports only these; a path from the project's root (`core/**`) is found at any depth. */
function only(...allowed: string[]): Pattern {
  const anyDepth = (path: string) =>
    path.startsWith('.') ? [path] : [`../${path}`, `../../${path}`, `../../../${path}`]
  return {
    group: ['./**', '../**', ...allowed.flatMap(anyDepth).map((path) => `!${path}`)],
    message: `Of this project, these files may import only ${allowed.join(', ')}.`,
  }
}

function rule(files: string[], patterns: Pattern[]): Override {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns: [...ALWAYS, ...patterns] }] } }
}

const SHARED = ['core/**', 'prisma/generated/**']
const TOPS = ['api', 'worker', 'client', 'cli', 'bench', 'tools', 'start']
const othersThan = (...names: string[]): Pattern => never(...TOPS.filter((top) => !names.includes(top)))

const BROWSER_PACKAGES = ['react', 'react-dom', 'urql', '@urql/core', 'graphql-ws', 'graphql', 'wonka']

/** What runs in a browser: its own files and few packages. */
const PAGE: Pattern[] = [
  NO_TESTING,
  never('api', 'worker', 'core', 'prisma', 'cli', 'bench', 'tools', 'testing', 'start'),
  { group: BROWSER_PACKAGES.flatMap((name) => [`!${name}`, `!${name}/**`]) },
  { regex: '^[a-z@]', message: `The page runs in a browser: of packages, only ${BROWSER_PACKAGES.join(', ')}.` },
]

export const importRules: Override[] = [
  rule(['**/*.ts', '**/*.tsx'], [NO_QUEUE, NO_TESTING]),

  rule(['core/**/*.ts'], [NO_QUEUE, NO_TESTING, othersThan()]),
  rule(['core/queue.ts', 'core/database.ts', 'core/databases/*.ts'], [NO_TESTING, othersThan()]),

  rule(['api/**/*.ts'], [NO_QUEUE, NO_TESTING, othersThan('api')]),
  rule(
    ['api/schema/**/*.ts'],
    // identifier.ts: how a client writes an id, which uploads need before there is a schema.
    [
      NO_QUEUE,
      NO_TESTING,
      only('./**', '../{context,identifier}.ts', '../{uploads,progress,search,documents,answer}/**', ...SHARED),
    ],
  ),
  rule(['api/search/**/*.ts', 'api/documents/**/*.ts'], [NO_QUEUE, NO_TESTING, only('./**', ...SHARED)]),
  rule(
    ['api/answer/**/*.ts'],
    // An answer is made of what a search finds, and is watched as progress is.
    [NO_QUEUE, NO_TESTING, only('./**', '../search/**', '../progress/stoppable.ts', ...SHARED)],
  ),
  rule(
    ['api/answer/answerers/*.ts'],
    [
      NO_QUEUE,
      NO_TESTING,
      only('./**', '../{answerer,provider-answerer,instructions,sentences,vocabulary,dot-product}.ts', ...SHARED),
    ],
  ),
  rule(
    ['api/uploads/**/*.ts'],
    // A form and a socket of another origin are refused for one reason, which is told once.
    [NO_QUEUE, NO_TESTING, only('./**', '../same-origin.ts', ...SHARED)],
  ),
  rule(
    ['api/progress/**/*.ts'],
    // A batch's progress is its counts, which the batch itself has too: one statement for both.
    [NO_QUEUE, NO_TESTING, only('./**', '../documents/batch-counts.ts', ...SHARED)],
  ),

  rule(['worker/**/*.ts'], [NO_QUEUE, NO_TESTING, othersThan('worker')]),
  rule(
    ['worker/stages/**/*.ts'],
    [
      NO_QUEUE,
      NO_TESTING,
      only('../{count-missing,extractor,ocr-memory,ocr-tally,stage,work-folder}.ts', '../chunking/**', ...SHARED),
    ],
  ),
  rule(
    ['worker/extractors/**/*.ts', 'worker/chunking/**/*.ts'],
    [NO_QUEUE, NO_TESTING, only('./**', '../extractor.ts', 'core/**')],
  ),

  // The readers of many formats that one child runs.
  rule(
    ['worker/extractors/office-and-text/**/*.ts'],
    [
      NO_QUEUE,
      NO_TESTING,
      only('./**', '../{clean-text,reader-protocol,serve-reader}.ts', '../../extractor.ts', 'core/**'),
    ],
  ),

  // The commands are clients like any other: they know a running service by its address.
  rule(['cli/**/*.ts'], [NO_QUEUE, NO_TESTING, only('./**', '../cli/**')]),

  // What tests and measures may reach into everything.
  rule(['**/*.test.ts', '**/testing/**/*.ts', 'bench/**/*.ts', 'faults/**/*.ts'], [NO_QUEUE]),
  // A job of another version can only be sent past core/queue.ts, which knows one.
  rule(['faults/shutdown.faults.test.ts'], []),

  rule(['client/src/**/*.ts', 'client/src/**/*.tsx'], PAGE),
  rule(
    ['client/src/**/*.test.ts', 'client/src/**/*.test.tsx', 'client/src/**/testing/**'],
    [never('api', 'worker', 'core', 'prisma')],
  ),
]
