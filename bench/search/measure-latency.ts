// How long a search takes, through the api's own code: its checks, ranking and snippets, without GraphQL around it.
import { searchChunks, type SearchMode, type SearchRequest } from '../../api/search/search-chunks.ts'
import { rounded, withFloor, type Figures } from '../rig/figure.ts'
import { percentile } from '../rig/percentile.ts'
import type { Setting } from './setting.ts'

const MODES: SearchMode[] = ['KEYWORD', 'SEMANTIC', 'HYBRID']
const CLIENTS = [1, 16]
const WARM_UP = 20
/** Of issue 6: a hybrid search by one client. */
const FLOORS = { p50: 40, p95: 120 }

export async function measureLatency(setting: Setting): Promise<Figures> {
  const figures: Figures = {}
  for (const mode of MODES) {
    await run(setting, mode, 1, WARM_UP)
    for (const clients of CLIENTS) {
      const { times, seconds } = await run(setting, mode, clients, setting.searches)
      const p50 = percentile(times, 0.5)
      const p95 = percentile(times, 0.95)
      setting.tell(`${mode}, ${clients} at once: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`)
      const name = `${mode.toLowerCase()}${clients}Clients`
      const floored = mode === 'HYBRID' && clients === 1
      figures[`${name}P50Ms`] = floored ? withFloor(p50, FLOORS.p50) : { figure: rounded(p50) }
      figures[`${name}P95Ms`] = floored ? withFloor(p95, FLOORS.p95) : { figure: rounded(p95) }
      figures[`${name}PerSecond`] = { figure: rounded(times.length / seconds) }
    }
  }
  return figures
}

async function run(setting: Setting, mode: SearchMode, clients: number, count: number) {
  const times: number[] = []
  const startedAt = performance.now()
  let next = 0
  const client = async () => {
    for (let search = next++; search < count; search = next++) {
      const began = performance.now()
      await searchChunks(setting.services, requestOf(setting, mode, search), async (hits) => hits)
      times.push(performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  return { times, seconds: (performance.now() - startedAt) / 1000 }
}

function requestOf({ owners, corpus, passagesPerOwner }: Setting, mode: SearchMode, search: number): SearchRequest {
  const owner = search % owners.length
  const { text } = corpus.question(owner, (search * 7919) % passagesPerOwner)
  return { ownerId: owners[owner]!, collectionId: null, documentIds: null, query: text, mode, first: 10 }
}
