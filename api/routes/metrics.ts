// Prometheus' view of this process.
import type { ServerResponse } from 'node:http'

import { collectDefaultMetrics, Gauge, register } from 'prom-client'

import type { ProgressFeeds } from '../progress/progress-feeds.ts'

collectDefaultMetrics()

const watchedDocuments = new Gauge({
  name: 'docmill_watched_documents',
  help: 'Documents that subscriptions to documentProgress watch now',
})
const progressListeners = new Gauge({
  name: 'docmill_progress_listeners',
  help: 'Subscriptions to progress and batchProgress, and one for all watched documents',
})

export async function sendMetrics({ documents, listener }: ProgressFeeds, response: ServerResponse): Promise<void> {
  watchedDocuments.set(documents.watched)
  progressListeners.set(listener.listeners)
  const metrics = await register.metrics()
  response.writeHead(200, { 'content-type': register.contentType }).end(metrics)
}
