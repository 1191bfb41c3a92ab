// Ranks every query of a collection in every mode, by the api's own search, and scores the rankings.
import { rankChunks, type SearchMode, type Searching } from '../../api/search/search-chunks.ts'
import { percentile } from '../rig/percentile.ts'
import type { Collection } from './read-collection.ts'
import { normalisedGain, recall } from './score-ranking.ts'

const MODES: SearchMode[] = ['KEYWORD', 'SEMANTIC', 'HYBRID']
/** Passages: those of one document are one place, so that more are needed for 100 documents. */
const DEPTH = 300
/** api/search takes longer ones for a mistake. */
const MOST_QUERY_CHARACTERS = 2_000

type Scores = { ndcgAt10: number; recallAt100: number; msPerQuery: number; p95Ms: number }

/** `names`: the collection's document for each of the database. */
export async function evaluate(
  services: Searching,
  ownerId: string,
  { queries, judgements }: Pick<Collection, 'queries' | 'judgements'>,
  names: ReadonlyMap<string, string>,
  tell: (line: string) => void,
): Promise<Record<string, Scores>> {
  const judged = queries.filter(({ id }) => [...(judgements.get(id)?.values() ?? [])].some((value) => value > 0))
  const scores: Record<string, Scores> = {}
  for (const mode of MODES) {
    const gains: number[] = []
    const recalls: number[] = []
    const times: number[] = []
    for (const { id, text } of judged) {
      const startedAt = performance.now()
      const query = text.slice(0, MOST_QUERY_CHARACTERS)
      const scope = { ownerId, collectionId: null, documentIds: null }
      const { ranked } = await rankChunks(services, { ...scope, query, mode, first: DEPTH })
      times.push(performance.now() - startedAt)
      const documents = [...new Set(ranked.map(({ documentId }) => names.get(documentId)!))]
      gains.push(normalisedGain(documents, judgements.get(id)!, 10))
      recalls.push(recall(documents, judgements.get(id)!, 100))
    }
    scores[mode] = {
      ndcgAt10: mean(gains),
      recallAt100: mean(recalls),
      msPerQuery: mean(times),
      p95Ms: percentile(times, 0.95),
    }
    tell(`${mode}: nDCG@10 ${scores[mode].ndcgAt10.toFixed(4)}, recall@100 ${scores[mode].recallAt100.toFixed(4)}`)
  }
  return scores
}

function mean(values: number[]): number {
  const sum = values.reduce((total, value) => total + value, 0)
  return Number((sum / values.length).toPrecision(4))
}
