// For whoever watches over the process.
import type { ServerResponse } from 'node:http'

import type { Database } from '../../core/database.ts'

/** The process lives. */
export function sendHealth(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n')
}

/** It can serve: the database answers. */
export async function sendReadiness(database: Database, response: ServerResponse): Promise<void> {
  try {
    await database.prisma.$queryRaw`select 1`
    response.writeHead(200, { 'content-type': 'text/plain' }).end('ready\n')
  } catch {
    response.writeHead(503, { 'content-type': 'text/plain' }).end('the database does not answer\n')
  }
}
