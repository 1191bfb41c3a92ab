// How many of the ten nearest passages a search by meaning finds, and how long each of its two plans takes: over all of
// an owner's passages, and within documents that hold 1 % of all.
import { searchSemantic } from '../../api/search/semantic.ts'
import { rounded, withLeast, type Figures } from '../rig/figure.ts'
import { percentile } from '../rig/percentile.ts'
import { PASSAGES_PER_DOCUMENT } from './load-passages.ts'
import type { Setting } from './setting.ts'

const FLOOR = 0.95
const DEPTH = 10
const QUERIES = 100

export async function measureRecall(setting: Setting): Promise<Figures> {
  const all = await compare(setting, null)
  const documents = Math.ceil((setting.passagesPerOwner * setting.owners.length * 0.01) / PASSAGES_PER_DOCUMENT)
  const filtered = await compare(setting, documents)
  setting.tell(`recall@10 by the index: ${all.recall.toFixed(3)}, within 1 %: ${filtered.recall.toFixed(3)}`)
  return {
    recallAt10: withLeast(all.recall, FLOOR, { exactP50Ms: all.exactMs, indexP50Ms: all.indexMs }),
    recallAt10Within1Percent: withLeast(filtered.recall, FLOOR, {
      exactP50Ms: filtered.exactMs,
      indexP50Ms: filtered.indexMs,
    }),
  }
}

/** `documents`: to how many of the owner's the search is limited. */
async function compare({ services, sql, corpus, owners, passagesPerOwner }: Setting, documents: number | null) {
  const { database, embedder } = services
  const times = { exact: [] as number[], index: [] as number[] }
  let found = 0
  let all = 0
  for (let query = 0; query < QUERIES; query++) {
    const owner = query % owners.length
    const ownerId = owners[owner]!
    const { vector } = corpus.question(owner, (query * 104_729) % passagesPerOwner)
    const rows = await sql`
      select id from documents where owner_id = ${ownerId} order by md5(id::text || ${query}::text) limit ${documents ?? 0}`
    const documentIds = documents === null ? null : rows.map((row) => row['id'] as string)
    const limits = { scope: { ownerId, collectionId: null, documentIds }, wording: null }
    const search = async (how: 'exact' | 'index') => {
      const startedAt = performance.now()
      const ranked = await searchSemantic(database, vector, embedder, limits, DEPTH, how)
      times[how].push(performance.now() - startedAt)
      return new Set(ranked.map(({ chunkId }) => chunkId))
    }
    const exact = await search('exact')
    const byIndex = await search('index')
    all += exact.size
    found += [...exact].filter((id) => byIndex.has(id)).length
  }
  return {
    recall: found / all,
    exactMs: rounded(percentile(times.exact, 0.5)),
    indexMs: rounded(percentile(times.index, 0.5)),
  }
}
