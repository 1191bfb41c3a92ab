// What the linter holds the code to: correctness and suspicious whole, plus the rules named here. Each rule that is
// turned off says why. The import rules are in tools/import-rules.ts.
import type { OxlintConfig } from 'oxlint'

import { importRules } from './tools/import-rules.ts'

export default {
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'promise', 'node', 'react', 'jsx-a11y', 'vitest'],
  categories: { correctness: 'error', suspicious: 'error' },
  options: { typeAware: true, reportUnusedDisableDirectives: 'error' },
  ignorePatterns: ['prisma/generated', 'client/src/generated', 'client/dist', 'scratch', '.data'],
  rules: {
    'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
    complexity: ['error', { max: 15 }],
    // `== null` is the short way to say null or undefined.
    eqeqeq: ['error', 'always', { null: 'ignore' }],
    // Types only are no cycle at run time: a contract and its implementations name each other's types.
    'import/no-cycle': ['error', { ignoreTypes: true }],
    'import/no-duplicates': 'error',
    'no-process-env': 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    // Also forbids `import('…').Type`, which the import rules do not see.
    'typescript/consistent-type-imports': ['error', { disallowTypeAnnotations: true }],
    'typescript/no-deprecated': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/prefer-promise-reject-errors': 'error',
    'typescript/return-await': ['error', 'error-handling-correctness-only'],
    'typescript/switch-exhaustiveness-check': 'error',
    'unicorn/prefer-node-protocol': 'error',
    // What an object's rest leaves out is used, and an underscore says: held only to be disposed of, or not needed.
    'no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    // A name that is made of data, or of what the machine lacks, is a title too.
    'vitest/valid-title': ['error', { ignoreTypeOfTestName: true, ignoreTypeOfDescribeName: true }],

    // Off, each with its reason:
    // the same word for the same thing everywhere: a parameter `chunk` in the file that exports `chunk`.
    'no-shadow': 'off',
    // an underscore means something: see no-unused-vars.
    'no-underscore-dangle': 'off',
    // terminal output is made of control characters.
    'no-control-regex': 'off',
    // a flag that a handler sets elsewhere is read by a loop: the rule sees only the loop.
    'no-unmodified-loop-condition': 'off',
    // `fc.string()`, `new WebSocket()`: the packages' own documentation writes them so.
    'import/no-named-as-default': 'off',
    'import/no-named-as-default-member': 'off',
    // tsc knows what a then() gives.
    'promise/always-return': 'off',
    // tsc's noImplicitReturns.
    'typescript/consistent-return': 'off',
    // what comes from SQL, JSON and other processes has no type of its own: it can only be asserted.
    'typescript/no-unsafe-type-assertion': 'off',
    // services are closures, not classes: `const { close } = …` loses nothing.
    'typescript/unbound-method': 'off',
    // a small function stands beside its only use.
    'unicorn/consistent-function-scoping': 'off',
    // it means window.postMessage; a worker thread's has no origin.
    'unicorn/require-post-message-target-origin': 'off',
    // the JSX runtime imports React itself.
    'react/react-in-jsx-scope': 'off',
    // a ref is read in a callback that runs later: the rule takes it for reading while rendering.
    'react/refs': 'off',
    // a subscription that is begun anew is connecting again, and only its effect knows.
    'react/set-state-in-effect': 'off',
    // <output> is for a form's result; a status that is read aloud is role="status".
    'jsx-a11y/prefer-tag-over-role': 'off',
    // a field that opens on a person's own click takes the focus.
    'jsx-a11y/no-autofocus': 'off',
    // assertions in helpers: `eventually`, `refusal`, fast-check's properties.
    'vitest/expect-expect': 'off',
    'vitest/no-conditional-expect': 'off',
    // a table of formats says which tests a row has; one that is skipped would look like one that is missing.
    'vitest/no-conditional-tests': 'off',
    'vitest/no-standalone-expect': 'off',
    // an assertion may be begun in one line and awaited in another; no-floating-promises finds the forgotten one.
    'vitest/valid-expect': 'off',
  },
  overrides: [
    ...importRules,
    // Loading them is what declares the types of the schema.
    { files: ['api/schema/index.ts'], rules: { 'import/no-unassigned-import': 'off' } },
    // Vite takes style sheets by import.
    { files: ['client/src/main.tsx'], rules: { 'import/no-unassigned-import': ['error', { allow: ['**/*.css'] }] } },
    {
      // core/config.ts reads it for the service. Tools and commands start processes, which inherit it; tests and
      // benchmarks are told by it what this machine has.
      files: [
        'core/config.ts',
        '*.config.ts',
        'cli/**',
        'bench/**',
        'faults/**',
        'tools/**',
        '**/testing/**',
        '**/*.test.ts',
      ],
      rules: { 'no-process-env': 'off' },
    },
  ],
} satisfies OxlintConfig
