// The only reader of process.env. Every problem is reported at once; the variables are described in README.md.
import { availableParallelism } from 'node:os'
import { z } from 'zod'

import { readAnswers, readRerank, type AnswerConfig, type RerankConfig } from './answer-config.ts'
import type { ProviderLimits } from './providers/open-governor.ts'
import { rateLimit } from './providers/rate-limit.ts'
import type { StageQueue } from './queue.ts'

/** What is wrong with the environment, one line a problem, each with what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/

const wholeNumber = (minimum: number, maximum: number) =>
  z.coerce.number(`must be a number`).int('must be a whole number').min(minimum).max(maximum)

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })

const weight = z.coerce.number('must be a number').min(0).max(1_000)

const attempts = wholeNumber(1, 100).default(3)

const environmentSchema = z.object({
  /** Where the api listens. 0 takes any free port. */
  PORT: wholeNumber(0, 65_535).default(4000),
  HOST: z.string().default('127.0.0.1'),
  /** PostgreSQL; without it, the embedded database in DATA_DIR. */
  DATABASE_URL: z.string().optional(),
  DATA_DIR: z.string().default('./.data'),
  EMBEDDINGS: z.enum(['local', 'cohere', 'openai'], 'must be local, cohere or openai').optional(),
  CO_API_KEY: z.string().optional(),
  COHERE_BASE_URL: httpUrl.optional(),
  OPENAI_BASE_URL: httpUrl.optional(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_EMBEDDING_MODEL: z.string().optional(),
  OPENAI_CHAT_MODEL: z.string().optional(),
  /** cohere where CO_API_KEY is set, else openai where OPENAI_CHAT_MODEL is, else extractive: sentences of the documents. */
  ANSWERS: z.enum(['cohere', 'openai', 'extractive'], 'must be cohere, openai or extractive').optional(),
  COHERE_CHAT_MODEL: z.string().default('command-a-03-2025'),
  /** Of hybrid searches, by Cohere; on where CO_API_KEY is set. */
  RERANK: z.enum(['on', 'off'], 'must be on or off').optional(),
  COHERE_RERANK_MODEL: z.string().default('rerank-v3.5'),
  /** Of texts, by all processes together; Cohere's own limit where it is unset, none for other servers. */
  EMBEDDING_INPUTS_PER_MINUTE: wholeNumber(10, 1_000_000_000).optional(),
  /** Tokens a day, in UTC, of each owner and of all together, over which documents wait for the next day. */
  DAILY_TOKENS_PER_OWNER: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional(),
  DAILY_TOKENS: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional(),
  AUTH_JWT_SECRET: z.string().optional(),
  AUTH_JWKS_URL: z.string().optional(),
  MAX_UPLOAD_BYTES: wholeNumber(1, 2 ** 40).default(104_857_600),
  MAX_PAGES: wholeNumber(1, 1_000_000).default(3000),
  /** Documents processed at once by one worker process. */
  WORKER_CONCURRENCY: wholeNumber(1, 256).default(availableParallelism()),
  /** How often a stage is tried before its document fails, where trying again may help. */
  EXTRACT_ATTEMPTS: attempts,
  CHUNK_ATTEMPTS: attempts,
  EMBED_ATTEMPTS: attempts,
  STORE_ATTEMPTS: attempts,
  /** WebSockets and event streams of one user at once, in one api process. */
  MAX_SOCKETS_PER_USER: wholeNumber(1, 1_000_000).default(20),
  /** Operations under way at once on one WebSocket. */
  MAX_SUBSCRIPTIONS_PER_SOCKET: wholeNumber(1, 1_000_000).default(100),
  /** A query with its variables over a WebSocket; files do not go that way. */
  MAX_MESSAGE_BYTES: wholeNumber(1, 2 ** 30).default(65_536),
  /** How long a new WebSocket may be silent before it says connection_init. */
  CONNECTION_INIT_TIMEOUT_MS: wholeNumber(1, 3_600_000).default(5_000),
  /** A WebSocket is pinged this often, and closed where it gives no answer for as long. */
  SOCKET_PING_MS: wholeNumber(1, 3_600_000).default(12_000),
  /** Older events of finished documents are removed, but for the newest of each. */
  EVENT_RETENTION_DAYS: wholeNumber(1, 36_500).default(30),
  /** How much search by words, and by meaning, count in a hybrid search. 0 leaves one out. */
  SEARCH_KEYWORD_WEIGHT: weight.default(1),
  SEARCH_SEMANTIC_WEIGHT: weight.default(1),
  /** How little the first ranks stand out: k of reciprocal rank fusion. */
  SEARCH_RANK_CONSTANT: wholeNumber(1, 10_000).default(60),
  /** How many hits of each of the two are fused. */
  SEARCH_FUSION_DEPTH: wholeNumber(1, 1_000).default(200),
  /** Up to how many passages within its limits a search compares each vector; more go through the index. */
  SEARCH_EXACT_PASSAGES: wholeNumber(0, 10_000_000).default(20_000),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'must be a log level such as info')
    .default('info'),
})

export type EmbeddingConfig =
  | { provider: 'local' }
  | { provider: 'cohere'; apiKey: string; baseUrl: string | undefined }
  | { provider: 'openai'; baseUrl: string; apiKey: string | undefined; model: string }

/** How a hybrid search fuses its two legs, and when a search by meaning goes through the index. */
export type SearchSettings = {
  fusion: { keywordWeight: number; semanticWeight: number; rankConstant: number; depth: number }
  exactPassages: number
}

/** What one user, and one WebSocket, may cost an api process. */
export type LiveLimits = {
  socketsPerUser: number
  subscriptionsPerSocket: number
  messageBytes: number
  connectionInitTimeoutMs: number
  pingMs: number
}

export type Config = {
  host: string
  port: number
  /** Null: the embedded database. */
  databaseUrl: string | null
  dataDir: string
  embeddings: EmbeddingConfig
  answers: AnswerConfig
  rerank: RerankConfig
  providerLimits: ProviderLimits
  maxUploadBytes: number
  maxPages: number
  workerConcurrency: number
  attempts: Record<StageQueue, number>
  liveLimits: LiveLimits
  eventRetentionDays: number
  search: SearchSettings
  logLevel: string
}

/** Takes the environment, gives the configuration; throws ConfigError with every problem in it. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = environmentSchema.safeParse(set)
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('\n'))
  }
  const values = parsed.data
  const problems = [...databaseProblems(values), ...authenticationProblems(values)]
  const embeddings = readEmbeddings(values, problems)
  const answers = readAnswers(values, problems)
  const rerank = readRerank(values, problems)
  if (problems.length > 0 || !embeddings) throw new ConfigError(problems.join('\n'))
  return {
    host: values.HOST,
    port: values.PORT,
    databaseUrl: values.DATABASE_URL ?? null,
    dataDir: values.DATA_DIR,
    embeddings,
    answers,
    rerank,
    providerLimits: limitsOf(values, embeddings),
    maxUploadBytes: values.MAX_UPLOAD_BYTES,
    maxPages: values.MAX_PAGES,
    workerConcurrency: values.WORKER_CONCURRENCY,
    attempts: {
      extract: values.EXTRACT_ATTEMPTS,
      chunk: values.CHUNK_ATTEMPTS,
      embed: values.EMBED_ATTEMPTS,
      store: values.STORE_ATTEMPTS,
    },
    liveLimits: {
      socketsPerUser: values.MAX_SOCKETS_PER_USER,
      subscriptionsPerSocket: values.MAX_SUBSCRIPTIONS_PER_SOCKET,
      messageBytes: values.MAX_MESSAGE_BYTES,
      connectionInitTimeoutMs: values.CONNECTION_INIT_TIMEOUT_MS,
      pingMs: values.SOCKET_PING_MS,
    },
    eventRetentionDays: values.EVENT_RETENTION_DAYS,
    search: {
      fusion: {
        keywordWeight: values.SEARCH_KEYWORD_WEIGHT,
        semanticWeight: values.SEARCH_SEMANTIC_WEIGHT,
        rankConstant: values.SEARCH_RANK_CONSTANT,
        depth: values.SEARCH_FUSION_DEPTH,
      },
      exactPassages: values.SEARCH_EXACT_PASSAGES,
    },
    logLevel: values.LOG_LEVEL,
  }
}

/** The same, for the processes that share their work with others and so need a PostgreSQL. */
export function readSharedConfig(environment: NodeJS.ProcessEnv = process.env): Config & { databaseUrl: string } {
  const config = readConfig(environment)
  if (!config.databaseUrl) {
    throw new ConfigError(
      'DATABASE_URL is not set. The api and the worker as processes of their own meet in a PostgreSQL: set it, or run ' +
        'both in one process on the embedded database with `npm start`.',
    )
  }
  return { ...config, databaseUrl: config.databaseUrl }
}

type Values = z.infer<typeof environmentSchema>

function databaseProblems({ DATABASE_URL: address }: Values): string[] {
  if (!address) return []
  const example = 'for example postgres://user:password@localhost:5432/docmill'
  if (!URL.canParse(address)) return [`DATABASE_URL is not an address: write it as ${example}`]
  const { protocol, hostname, searchParams } = new URL(address)
  if (!/^postgres(ql)?:$/.test(protocol)) return [`DATABASE_URL must begin with postgres://, ${example}`]
  if (!hostname && !searchParams.has('host')) return [`DATABASE_URL names no host: write it as ${example}`]
  return []
}

function authenticationProblems(values: Values): string[] {
  if (values.AUTH_JWT_SECRET ?? values.AUTH_JWKS_URL) {
    return [
      'AUTH_JWT_SECRET and AUTH_JWKS_URL: this version has no authentication yet. Unset them and keep HOST a loopback address.',
    ]
  }
  if (LOOPBACK.test(values.HOST)) return []
  return [
    `HOST is ${values.HOST}, but without authentication everybody who reaches it owns everything: use a loopback address such as 127.0.0.1.`,
  ]
}

function readEmbeddings(values: Values, problems: string[]): EmbeddingConfig | null {
  const provider = values.EMBEDDINGS ?? (values.CO_API_KEY ? 'cohere' : 'local')
  if (provider === 'local') return { provider }
  if (provider === 'cohere') {
    if (values.CO_API_KEY) {
      return { provider, apiKey: values.CO_API_KEY, baseUrl: values.COHERE_BASE_URL }
    }
    problems.push('EMBEDDINGS is cohere, but CO_API_KEY is not set: set it, or use EMBEDDINGS=local.')
    return null
  }
  if (values.OPENAI_BASE_URL && values.OPENAI_EMBEDDING_MODEL) {
    const { OPENAI_BASE_URL: baseUrl, OPENAI_EMBEDDING_MODEL: model, OPENAI_API_KEY: apiKey } = values
    return { provider, baseUrl, model, apiKey }
  }
  problems.push('EMBEDDINGS is openai: set OPENAI_BASE_URL and OPENAI_EMBEDDING_MODEL too.')
  return null
}

/** Of Cohere's production keys, in texts a minute. */
const COHERE_INPUTS_PER_MINUTE = 2_000

function limitsOf(values: Values, { provider }: EmbeddingConfig): ProviderLimits {
  const perMinute = values.EMBEDDING_INPUTS_PER_MINUTE ?? (provider === 'cohere' ? COHERE_INPUTS_PER_MINUTE : null)
  return {
    embed: perMinute === null ? null : rateLimit(perMinute),
    daily: { tokensPerOwner: values.DAILY_TOKENS_PER_OWNER ?? null, tokens: values.DAILY_TOKENS ?? null },
  }
}
