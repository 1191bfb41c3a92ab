// What tests of subscriptions share: the two transports, and reading one to its end.
import { subscribeSse, subscribeWebSocket } from './graphql.ts'

export type Subscribe = typeof subscribeSse

export const TRANSPORTS: { transport: string; subscribe: Subscribe }[] = [
  { transport: 'SSE', subscribe: subscribeSse },
  { transport: 'graphql-ws', subscribe: subscribeWebSocket },
]

export const DOCUMENT_PROGRESS = `subscription ($id: ID!, $after: Int) {
  documentProgress(documentId: $id, after: $after) { documentId jobId sequence stage progress message details error createdAt }
}`

/** What the subscription's one field gives, one by one. Throws where it gives errors. */
// A test reads whatever its query asked for.
// oxlint-disable-next-line no-explicit-any
export async function* values(subscription: ReturnType<Subscribe>): AsyncGenerator<any> {
  for await (const { data, errors } of subscription) {
    if (errors) throw new Error(`the subscription gave errors: ${JSON.stringify(errors)}`)
    yield Object.values(data)[0]
  }
}

/** How many documents are watched, and how many subscriptions listen beside them, as /metrics tells. */
export async function watchers(address: string): Promise<{ documents: number; listeners: number }> {
  const gauge = await gauges(address)
  return { documents: gauge('docmill_watched_documents'), listeners: gauge('docmill_progress_listeners') }
}

/** How many connections the service holds open for subscriptions, and what it holds in memory for slow readers. */
export async function connections(address: string): Promise<{ live: number; unsentBytes: number }> {
  const gauge = await gauges(address)
  return { live: gauge('docmill_live_connections'), unsentBytes: gauge('docmill_unsent_bytes') }
}

async function gauges(address: string): Promise<(name: string) => number> {
  const text = await (await fetch(`${address}/metrics`)).text()
  return (name) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)![1])
}
