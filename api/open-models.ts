// The models that only the api asks, as the configuration names them: one that answers questions, and one that reranks.
import type { Config } from '../core/config.ts'
import type { Services } from '../core/services.ts'
import type { Answerer } from './answer/answerer.ts'
import { extractiveAnswerer } from './answer/answerers/extractive.ts'
import { governedAnswerer } from './answer/governed-answerer.ts'
import type { ProviderAnswerer } from './answer/provider-answerer.ts'
import type { Reranker } from './search/rerank.ts'

export type Models = { answerer: Answerer; reranker: Reranker | null }

type ModelConfig = Pick<Config, 'answers' | 'rerank'>

export async function openModels(services: Services, { answers, rerank }: ModelConfig): Promise<Models> {
  const extractive = extractiveAnswerer(services.embedder)
  const provider = await openProvider(answers)
  return {
    answerer: provider ? governedAnswerer(services, provider, extractive) : extractive,
    reranker: rerank && (await import('./search/cohere-reranker.ts')).cohereReranker(rerank),
  }
}

// Loaded only where it is used: an SDK is memory that others can do without.
async function openProvider(config: ModelConfig['answers']): Promise<ProviderAnswerer | null> {
  if (config.provider === 'cohere') return (await import('./answer/answerers/cohere.ts')).cohereAnswerer(config)
  if (config.provider === 'openai') return (await import('./answer/answerers/openai.ts')).openaiAnswerer(config)
  return null
}
