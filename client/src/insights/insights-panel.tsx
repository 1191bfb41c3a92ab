import { useState } from 'react'
import { useQuery } from 'urql'

import { Problem } from '../feedback/problem.tsx'
import { graphql } from '../generated/gql.ts'
import { StageTable } from './stage-table.tsx'
import { UsageTable } from './usage-table.tsx'

const INSIGHTS = graphql(`
  query Insights {
    processingStats {
      documents
      completed
      failed
      pages
      averageProcessingMs
      stages {
        stage
        count
        averageMs
        p95Ms
        errorRate
      }
    }
    viewer {
      id
      usage {
        day
        provider
        kind
        calls
        tokens
      }
    }
  }
`)

/** How processing went and what providers were asked; read anew whenever it is opened. */
export function InsightsPanel() {
  const [isOpen, setIsOpen] = useState(false)
  const [{ data, error }, read] = useQuery({ query: INSIGHTS, pause: !isOpen, requestPolicy: 'cache-and-network' })
  return (
    <section className="panel insights" aria-labelledby="insights-heading">
      <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
        <summary>
          <h2 id="insights-heading">Insights</h2>
        </summary>
        {error && <Problem error={error} onRetry={() => read({ requestPolicy: 'network-only' })} />}
        {data && (
          <>
            <p className="summary">{summarise(data.processingStats)}</p>
            <StageTable stages={data.processingStats.stages} />
            <UsageTable usage={data.viewer.usage} />
          </>
        )}
      </details>
    </section>
  )
}

type Totals = {
  documents: number
  completed: number
  failed: number
  pages: number
  averageProcessingMs?: number | null
}

function summarise({ documents, completed, failed, pages, averageProcessingMs }: Totals): string {
  const counts = `${documents.toLocaleString('en')} documents: ${completed.toLocaleString('en')} completed, ${failed.toLocaleString('en')} failed, ${pages.toLocaleString('en')} pages.`
  return averageProcessingMs == null
    ? counts
    : `${counts} ${(averageProcessingMs / 1000).toFixed(1)} s each on average.`
}
