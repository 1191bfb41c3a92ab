// Prometheus' view of this process.
import type { ServerResponse } from 'node:http'

import { collectDefaultMetrics, Gauge, register } from 'prom-client'

import type { LiveConnections } from '../live-connections.ts'
import type { ProgressFeeds } from '../progress/progress-feeds.ts'

collectDefaultMetrics()

const watchedDocuments = new Gauge({
  name: 'docmill_watched_documents',
  help: 'Documents that subscriptions to documentProgress watch now',
})
const progressListeners = new Gauge({
  name: 'docmill_progress_listeners',
  help: 'Subscriptions to progress and batchProgress',
})

const liveConnections = new Gauge({
  name: 'docmill_live_connections',
  help: 'WebSockets, and subscriptions over HTTP',
})
const unsentBytes = new Gauge({
  name: 'docmill_unsent_bytes',
  help: 'What live connections hold in memory because their clients do not read',
})

export async function sendMetrics(
  { documents, batches, owners }: ProgressFeeds,
  connections: LiveConnections,
  response: ServerResponse,
): Promise<void> {
  liveConnections.set(connections.count)
  unsentBytes.set(connections.unsentBytes)
  watchedDocuments.set(documents.watched)
  progressListeners.set(batches.watchers + owners.watchers)
  const metrics = await register.metrics()
  response.writeHead(200, { 'content-type': register.contentType }).end(metrics)
}
