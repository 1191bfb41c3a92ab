// Prometheus' view of this process.
import type { ServerResponse } from 'node:http'

import { collectDefaultMetrics, register } from 'prom-client'

collectDefaultMetrics()

export async function sendMetrics(response: ServerResponse): Promise<void> {
  const metrics = await register.metrics()
  response.writeHead(200, { 'content-type': register.contentType }).end(metrics)
}
