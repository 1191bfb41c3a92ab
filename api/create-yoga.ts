// The GraphQL server: schema, context, limits and what clients see of errors. It has no port of its own; `server.ts`
// gives it one, tests call its `fetch`.
import { randomUUID } from 'node:crypto'

import { renderGraphiQL } from '@graphql-yoga/render-graphiql'
import { createYoga as createYogaServer } from 'graphql-yoga'

import type { Config } from '../core/config.ts'
import type { Services } from '../core/services.ts'
import { checkRequests } from './check-requests.ts'
import { LOCAL_OWNER, type Context } from './context.ts'
import { maskError } from './mask-error.ts'
import { limitQueries } from './limit-queries.ts'
import { limitStreams } from './limit-streams.ts'
import type { LiveConnections } from './live-connections.ts'
import type { Models } from './open-models.ts'
import type { ProgressFeeds } from './progress/progress-feeds.ts'
import { schema } from './schema/index.ts'
import { useStreamedUploads } from './uploads/use-streamed-uploads.ts'

const MOST_FILES_PER_REQUEST = 1_000

const GRAPHIQL_QUERY = `# Upload a document on the page at /, then watch it here.
query Documents {
  documents(first: 10) {
    totalCount
    edges { node { id filename status job { id stage progress message } } }
  }
}

query Search {
  search(query: "your words") {
    tookMs
    hits { score snippet document { filename } chunk { page } }
  }
}

subscription Progress {
  progress { sequence stage progress message document { filename } }
}
`

/** `services` and `feeds` stay the caller's to close. */
export function createYoga(
  services: Services,
  feeds: ProgressFeeds,
  models: Models,
  connections: LiveConnections,
  config: Pick<Config, 'maxUploadBytes'>,
) {
  return createYogaServer<object, Context>({
    schema,
    context: () => ({ viewer: { id: LOCAL_OWNER }, services, feeds, ...models, requestId: randomUUID() }),
    graphiql: { defaultQuery: GRAPHIQL_QUERY, title: 'Docmill', subscriptionsProtocol: 'WS' },
    renderGraphiQL,
    landingPage: false,
    // Pages of other origins have no business here: there is no answer for them to read.
    cors: false,
    batching: false,
    // Bodies are limited while they are read, files and all else apart: see useStreamedUploads.
    maxRequestBodySize: false,
    maskedErrors: { maskError: (error, message) => maskError(error, message, services.log) },
    logging: false,
    plugins: [
      limitQueries(),
      checkRequests(),
      limitStreams(connections),
      useStreamedUploads({ fileBytes: config.maxUploadBytes, files: MOST_FILES_PER_REQUEST }),
    ],
  })
}

export type Yoga = ReturnType<typeof createYoga>
