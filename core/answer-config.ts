// Which provider answers questions, and which one reranks what a search finds: part of config.ts.

export type AnswerConfig =
  | { provider: 'extractive' }
  | { provider: 'cohere'; apiKey: string; baseUrl: string | undefined; model: string }
  | { provider: 'openai'; baseUrl: string; apiKey: string | undefined; model: string }

/** Null: searches are not reranked. */
export type RerankConfig = { apiKey: string; baseUrl: string | undefined; model: string } | null

type Values = {
  ANSWERS?: AnswerConfig['provider'] | undefined
  RERANK?: 'on' | 'off' | undefined
  CO_API_KEY?: string | undefined
  COHERE_BASE_URL?: string | undefined
  COHERE_CHAT_MODEL: string
  COHERE_RERANK_MODEL: string
  OPENAI_BASE_URL?: string | undefined
  OPENAI_API_KEY?: string | undefined
  OPENAI_CHAT_MODEL?: string | undefined
}

/** Adds to the problems where there are any. */
export function readAnswers(values: Values, problems: string[]): AnswerConfig {
  const { ANSWERS: chosen, CO_API_KEY, OPENAI_BASE_URL: baseUrl, OPENAI_CHAT_MODEL: model } = values
  const provider = chosen ?? (CO_API_KEY ? 'cohere' : model ? 'openai' : 'extractive')
  if (provider === 'cohere') {
    if (CO_API_KEY) {
      return { provider, apiKey: CO_API_KEY, baseUrl: values.COHERE_BASE_URL, model: values.COHERE_CHAT_MODEL }
    }
    problems.push('ANSWERS is cohere, but CO_API_KEY is not set: set it, or use ANSWERS=extractive.')
  } else if (provider === 'openai') {
    if (baseUrl && model) return { provider, baseUrl, model, apiKey: values.OPENAI_API_KEY }
    problems.push(
      'Answers of an OpenAI-compatible server need OPENAI_BASE_URL and OPENAI_CHAT_MODEL: set both, or use ANSWERS=extractive.',
    )
  }
  return { provider: 'extractive' }
}

/** Adds to the problems where there are any. */
export function readRerank(values: Values, problems: string[]): RerankConfig {
  const { RERANK: chosen, CO_API_KEY: apiKey, COHERE_BASE_URL: baseUrl, COHERE_RERANK_MODEL: model } = values
  if (chosen === 'on' && !apiKey) problems.push('RERANK is on, but CO_API_KEY is not set: set it, or leave RERANK out.')
  return chosen === 'off' || !apiKey ? null : { apiKey, baseUrl, model }
}
