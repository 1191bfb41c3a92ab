import { expect, test } from 'vitest'

import { ConfigError, readConfig, readSharedConfig } from './config.ts'

function problemsOf(environment: NodeJS.ProcessEnv, read = readConfig): string {
  try {
    read(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  throw new Error('no problem was reported')
}

test('an empty environment gives the defaults of the contract', () => {
  expect(readConfig({})).toMatchObject({
    host: '127.0.0.1',
    port: 4000,
    databaseUrl: null,
    dataDir: './.data',
    embeddings: { provider: 'local' },
    maxUploadBytes: 104_857_600,
    maxPages: 3000,
    attempts: { extract: 3, chunk: 3, embed: 3, store: 3 },
    liveLimits: {
      socketsPerUser: 20,
      subscriptionsPerSocket: 100,
      messageBytes: 65_536,
      connectionInitTimeoutMs: 5_000,
      pingMs: 12_000,
    },
    eventRetentionDays: 30,
    search: {
      fusion: { keywordWeight: 1, semanticWeight: 1, rankConstant: 60, depth: 200 },
      exactPassages: 20_000,
    },
    logLevel: 'info',
  })
})

test('an empty variable counts as unset', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '', CO_API_KEY: '' })).toMatchObject({ port: 4000, databaseUrl: null })
})

test('the limits of live connections can be set', () => {
  const limits = {
    MAX_SOCKETS_PER_USER: '1',
    MAX_SUBSCRIPTIONS_PER_SOCKET: '2',
    MAX_MESSAGE_BYTES: '3',
    CONNECTION_INIT_TIMEOUT_MS: '4',
    SOCKET_PING_MS: '5',
  }
  expect(readConfig(limits).liveLimits).toEqual({
    socketsPerUser: 1,
    subscriptionsPerSocket: 2,
    messageBytes: 3,
    connectionInitTimeoutMs: 4,
    pingMs: 5,
  })
  expect(problemsOf({ MAX_SOCKETS_PER_USER: '0' })).toContain('MAX_SOCKETS_PER_USER')
})

test('Cohere is sent 2,000 inputs a minute by default, other providers as many as come', () => {
  const { embed, daily } = readConfig({ CO_API_KEY: 'key' }).providerLimits
  expect(embed!.burst + 60 * embed!.perSecond).toBeCloseTo(2_000)
  expect(daily).toEqual({ tokensPerOwner: null, tokens: null })
  const openai = { EMBEDDINGS: 'openai', OPENAI_BASE_URL: 'http://localhost:11434/v1', OPENAI_EMBEDDING_MODEL: 'm' }
  expect(readConfig(openai).providerLimits.embed).toBeNull()
  expect(readConfig({}).providerLimits.embed).toBeNull()
})

test('the limits of providers can be set', () => {
  const limits = { EMBEDDING_INPUTS_PER_MINUTE: '100', DAILY_TOKENS_PER_OWNER: '5', DAILY_TOKENS: '6' }
  const { embed, daily } = readConfig(limits).providerLimits
  expect(embed!.burst + 60 * embed!.perSecond).toBeCloseTo(100)
  expect(daily).toEqual({ tokensPerOwner: 5, tokens: 6 })
  expect(problemsOf({ EMBEDDING_INPUTS_PER_MINUTE: '9' })).toContain('EMBEDDING_INPUTS_PER_MINUTE')
  expect(problemsOf({ DAILY_TOKENS: '0' })).toContain('DAILY_TOKENS')
})

test('every problem is reported at once', () => {
  const problems = problemsOf({ PORT: 'http', MAX_PAGES: '-1', LOG_LEVEL: 'loud', EMBEDDINGS: 'magic' }).split('\n')
  expect(problems).toHaveLength(4)
  expect(problems.map((problem) => problem.split(' ')[0]).toSorted((a, b) => (a! < b! ? -1 : 1))).toEqual([
    'EMBEDDINGS',
    'LOG_LEVEL',
    'MAX_PAGES',
    'PORT',
  ])
})

test.each([
  ['localhost/docmill', 'is not an address'],
  ['mysql://localhost/docmill', 'must begin with postgres://'],
  ['postgres:///docmill', 'names no host'],
])('DATABASE_URL=%s is refused: it %s', (address, problem) => {
  expect(problemsOf({ DATABASE_URL: address })).toContain(problem)
})

test('a socket folder is a host', () => {
  expect(readConfig({ DATABASE_URL: 'postgres:///docmill?host=/var/run/postgresql' }).databaseUrl).toContain('/var/run')
})

test('without authentication the api listens on a loopback address only', () => {
  expect(problemsOf({ HOST: '0.0.0.0' })).toContain('loopback')
  expect(readConfig({ HOST: '::1' }).host).toBe('::1')
})

test('authentication that this version does not have is refused, not ignored', () => {
  expect(problemsOf({ AUTH_JWT_SECRET: 'secret', HOST: '0.0.0.0' })).toContain('AUTH_JWT_SECRET')
})

test('a Cohere key chooses Cohere, unless EMBEDDINGS says otherwise', () => {
  expect(readConfig({ CO_API_KEY: 'key' }).embeddings).toMatchObject({ provider: 'cohere', apiKey: 'key' })
  expect(readConfig({ CO_API_KEY: 'key', EMBEDDINGS: 'local' }).embeddings).toEqual({ provider: 'local' })
  expect(problemsOf({ EMBEDDINGS: 'cohere' })).toContain('CO_API_KEY')
  expect(problemsOf({ EMBEDDINGS: 'openai' })).toContain('OPENAI_BASE_URL')
})

test('who answers questions is whoever there is: Cohere, an OpenAI-compatible server, or the documents themselves', () => {
  const ollama = { OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1', OPENAI_CHAT_MODEL: 'llama' }
  expect(readConfig({}).answers).toEqual({ provider: 'extractive' })
  expect(readConfig(ollama).answers).toMatchObject({ provider: 'openai', model: 'llama' })
  expect(readConfig({ ...ollama, CO_API_KEY: 'key' }).answers).toMatchObject({ provider: 'cohere', apiKey: 'key' })
  expect(readConfig({ ...ollama, CO_API_KEY: 'key', ANSWERS: 'openai' }).answers).toMatchObject({ provider: 'openai' })
  expect(readConfig({ CO_API_KEY: 'key', ANSWERS: 'extractive' }).answers).toEqual({ provider: 'extractive' })
  expect(problemsOf({ ANSWERS: 'cohere' })).toContain('CO_API_KEY is not set')
  expect(problemsOf({ OPENAI_CHAT_MODEL: 'llama' })).toContain('need OPENAI_BASE_URL and OPENAI_CHAT_MODEL')
})

test('searches are reranked where there is a Cohere key, unless RERANK is off', () => {
  expect(readConfig({}).rerank).toBeNull()
  expect(readConfig({ CO_API_KEY: 'key' }).rerank).toMatchObject({ apiKey: 'key', model: 'rerank-v3.5' })
  expect(readConfig({ CO_API_KEY: 'key', RERANK: 'off' }).rerank).toBeNull()
  expect(problemsOf({ RERANK: 'on' })).toContain('RERANK is on, but CO_API_KEY is not set')
})

test('the api and the worker as processes of their own need a PostgreSQL', () => {
  expect(problemsOf({}, readSharedConfig)).toContain('DATABASE_URL is not set')
})
