import { useState } from 'react'
import { useQuery } from 'urql'

import { Problem } from '../feedback/problem.tsx'
import { graphql } from '../generated/gql.ts'
import type { SearchQueryVariables } from '../generated/graphql.ts'
import { SearchForm } from './search-form.tsx'
import { SearchHit } from './search-hit.tsx'

const SEARCH = graphql(`
  query Search($query: String!, $mode: SearchMode!, $collectionId: ID) {
    search(query: $query, mode: $mode, collectionId: $collectionId, first: 10) {
      tookMs
      notice
      hits {
        score
        snippet
        chunk {
          id
          page
        }
        document {
          id
          filename
          title
          fileUrl
        }
      }
    }
  }
`)

/** No hits, no type names: urql's cache must know by this that documents change the answer. */
const CONTEXT = { additionalTypenames: ['Document'] }

/** `isEmpty`: there are no documents to search. */
export function SearchPanel({ isEmpty }: { isEmpty: boolean }) {
  const [variables, setVariables] = useState<SearchQueryVariables | null>(null)
  const [{ data, error, fetching }, search] = useQuery({
    query: SEARCH,
    variables: variables ?? { query: '', mode: 'HYBRID' },
    pause: variables === null,
    requestPolicy: 'network-only',
    context: CONTEXT,
  })
  const again = () => search({ requestPolicy: 'network-only' })
  const results = data?.search
  return (
    <section className="panel search" aria-labelledby="search-heading">
      <h2 id="search-heading">Search</h2>
      <SearchForm
        onSearch={(next) => {
          setVariables(next)
          if (JSON.stringify(next) === JSON.stringify(variables)) again()
        }}
      />
      <div aria-busy={fetching} className="results">
        {!variables && <p className="empty">{isEmpty ? 'There is nothing to search yet.' : 'What do you look for?'}</p>}
        {error && !fetching && <Problem error={error} onRetry={again} />}
        <p role="status" className="summary">
          {fetching ? 'Searching…' : results && !error && summarise(results, variables?.query ?? '')}
        </p>
        {results && !error && (
          <ol className="hits" aria-label="Hits">
            {results.hits.map((hit) => (
              <SearchHit key={hit.chunk.id} hit={hit} />
            ))}
          </ol>
        )}
      </div>
    </section>
  )
}

type Summarised = { hits: unknown[]; tookMs: number; notice?: string | null | undefined }

function summarise({ hits, tookMs, notice }: Summarised, query: string): string {
  if (hits.length === 0) return `Nothing was found for “${query}”. Try other words, or another mode.`
  const found = `${hits.length} ${hits.length === 1 ? 'passage' : 'passages'} in ${Math.max(1, Math.round(tookMs))} ms`
  return notice ? `${found}. ${notice}` : found
}
