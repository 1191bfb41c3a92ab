import { useRef } from 'react'

import { Problem } from '../feedback/problem.tsx'
import { DocumentRow } from './document-row.tsx'
import type { Documents } from './use-documents.ts'

/** All documents, newest first. */
export function DocumentPanel({ documents }: { documents: Documents }) {
  const { list, error, connection, refresh } = documents
  const heading = useRef<HTMLHeadingElement>(null)
  const refreshAfterDelete = async () => {
    await refresh()
    // The button that had the focus is gone with its row.
    heading.current?.focus()
  }
  return (
    <section className="panel documents" aria-labelledby="documents-heading">
      <header>
        <h2 id="documents-heading" ref={heading} tabIndex={-1}>
          Documents {list && <span className="count">{list.totalCount.toLocaleString('en')}</span>}
        </h2>
        <span role="status" className="connection">
          {connection === 'reconnecting' && 'reconnecting…'}
        </span>
      </header>
      {error && <Problem error={error} onRetry={refresh} />}
      {!list && !error && <p className="empty">Loading the documents…</p>}
      {list?.documents.length === 0 && <p className="empty">No documents yet. Add a file to begin.</p>}
      {list && (
        <ul className="document-list" aria-label="Documents">
          {list.documents.map((document) => (
            <DocumentRow key={document.id} document={document} onChange={refresh} onDelete={refreshAfterDelete} />
          ))}
        </ul>
      )}
      {list?.next && <ShowMore documents={documents} />}
    </section>
  )
}

function ShowMore({ documents: { list, loadingMore, showMore } }: { documents: Documents }) {
  const left = (list?.totalCount ?? 0) - (list?.documents.length ?? 0)
  return (
    <button type="button" className="show-more" disabled={loadingMore} onClick={() => void showMore()}>
      {loadingMore ? 'Loading…' : `Show more (${left.toLocaleString('en')} left)`}
    </button>
  )
}
