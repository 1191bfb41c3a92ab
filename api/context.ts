// What every resolver is given: who asks, and what the process has.
import type { Services } from '../core/services.ts'
import type { Answerer } from './answer/answerer.ts'
import type { Reranker } from './search/rerank.ts'
import type { ProgressFeeds } from './progress/progress-feeds.ts'

/** Owns everything until authentication comes: without it, the api listens on a loopback address only. */
export const LOCAL_OWNER = '00000000-0000-4000-8000-000000000001'

export type Viewer = { id: string }

export type Context = {
  viewer: Viewer
  services: Services
  feeds: ProgressFeeds
  answerer: Answerer
  /** Null where searches are not reranked. */
  reranker: Reranker | null
  /** Stands in the log and in the answer of every unexpected error. */
  requestId: string
}
