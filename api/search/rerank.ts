// Puts the best passages of a hybrid search into the order that a model gives them, which reads query and passage
// together. That takes a call to a provider: where it fails, or takes too long, the fused order stands.
import { ProviderError } from '../../core/embedder.ts'
import { PermanentError } from '../../core/errors.ts'
import type { Services } from '../../core/services.ts'
import type { RankedChunk, SearchScope } from './search-chunks.ts'
import { isTimeout } from './tell-fault.ts'

/** How many of the best are read. */
const DEPTH = 50
/** For the turn and the call together; a search that takes longer is a worse one. */
export const RERANK_WITHIN_MS = 1_000
const CHARACTERS_PER_TOKEN = 4

export interface Reranker {
  readonly provider: 'cohere'
  /** How well each text fits the query, 0 to 1, in the order of the texts. Throws as an embedder does. */
  rerank(query: string, texts: string[], signal: AbortSignal): Promise<number[]>
}

/** `notice`: what the search could not do as it is meant to, and why. */
export type RerankOutcome = { reranked: boolean; notice: string | null }

/** For one search. */
export interface Reranking {
  readonly outcome: RerankOutcome
  /** Adds to the outcome's notice. */
  note(notice: string): void
  apply(query: string, fused: RankedChunk[], scope: SearchScope): Promise<RankedChunk[]>
}

type Asking = Pick<Services, 'database' | 'governor'>

/** `reranker` null: there is none, and the order stays as it is. */
export function startReranking(services: Asking, reranker: Reranker | null): Reranking {
  const outcome: RerankOutcome = { reranked: false, notice: null }
  const note = (notice: string) => {
    outcome.notice = outcome.notice === null ? notice : `${outcome.notice} ${notice}`
  }
  return {
    outcome,
    note,
    async apply(query, fused, { ownerId }) {
      if (!reranker || fused.length === 0) return fused
      try {
        const reranked = await rerank(services, reranker, query, fused, ownerId)
        outcome.reranked = true
        return reranked
      } catch (error) {
        if (!(error instanceof ProviderError || error instanceof PermanentError || isTimeout(error))) throw error
        note(`Not reranked, the hits are in the fused order: ${(error as Error).message}`)
        return fused
      }
    },
  }
}

async function rerank(
  { database, governor }: Asking,
  reranker: Reranker,
  query: string,
  fused: RankedChunk[],
  ownerId: string,
): Promise<RankedChunk[]> {
  const rows = await database.prisma.chunk.findMany({
    where: { ownerId, id: { in: fused.slice(0, DEPTH).map(({ chunkId }) => chunkId) } },
    select: { id: true, text: true },
  })
  // A passage that was replaced since it was ranked is no longer there, and is not read.
  const texts = new Map(rows.map(({ id, text }) => [id, text]))
  const read = fused.filter(({ chunkId }) => texts.has(chunkId))
  const inputs = read.map(({ chunkId }) => texts.get(chunkId)!)
  const characters = inputs.reduce((sum, text) => sum + text.length, query.length * inputs.length)
  const tokens = Math.ceil(characters / CHARACTERS_PER_TOKEN)
  const signal = AbortSignal.timeout(RERANK_WITHIN_MS + 1_000)
  const call = {
    provider: reranker.provider,
    kind: 'rerank',
    ownerId,
    inputs: 1,
    tokens,
    urgent: true,
    patienceMs: 0,
    signal,
  } as const
  const scores = await governor.run(call, async () => ({
    result: await reranker.rerank(query, inputs, signal),
    tokens,
  }))
  const best = read.map((hit, index) => ({ ...hit, score: scores[index]! })).toSorted((a, b) => b.score - a.score)
  // Scores compare within one answer: what was not read stays below what was, in its order.
  const lowest = best.at(-1)?.score ?? 1
  const rest = fused.filter(({ chunkId }) => !texts.has(chunkId)).map((hit) => ({ ...hit, score: hit.score * lowest }))
  return [...best, ...rest]
}
