// The list of documents and how it keeps itself true: read again whenever the service tells of a document that began or
// ended a run, and after every lost connection, as news may have been missed meanwhile.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'

import { keepSubscribed, type SubscriptionState } from '../connection/keep-subscribed.ts'
import { useService } from '../connection/service-context.ts'
import { graphql } from '../generated/gql.ts'
import { isFinalStage } from '../progress/stages.ts'
import { coalesce } from './coalesce.ts'
import { loadDocuments, type DocumentList } from './load-documents.ts'

const NEWS = graphql(`
  subscription News {
    progress {
      documentId
      jobId
      stage
    }
  }
`)

const PAGE = 20

export type Documents = {
  /** Null until it was read for the first time. */
  list: DocumentList | null
  /** Why it could not be read the last time. */
  error: Error | null
  loadingMore: boolean
  connection: SubscriptionState
  refresh: () => Promise<void>
  showMore: () => Promise<void>
}

export function useDocuments(): Documents {
  const service = useService()
  const [list, setList] = useState<DocumentList | null>(null)
  const [error, setError] = useState<Error | null>(null)
  const [loadingMore, setLoadingMore] = useState(false)
  const [connection, setConnection] = useState<SubscriptionState>('connecting')
  const shown = useRef<DocumentList | null>(null)

  const show = useCallback((next: DocumentList) => {
    shown.current = next
    setList(next)
    setError(null)
  }, [])
  const refresh = useMemo(
    () =>
      coalesce(async () => {
        const count = Math.max(PAGE, shown.current?.documents.length ?? 0)
        await loadDocuments(service.client, count).then(show, setError)
      }),
    [service, show],
  )
  const showMore = useCallback(async () => {
    const before = shown.current
    if (before === null || before.next === null) return
    setLoadingMore(true)
    await loadDocuments(service.client, PAGE, before.next).then((more) => show(append(shown.current, more)), setError)
    setLoadingMore(false)
  }, [service, show])

  useEffect(() => {
    void refresh()
    return keepSubscribed(service, {
      query: NEWS,
      variables: () => ({}),
      onData({ progress: { documentId, jobId, stage } }) {
        const known = shown.current?.documents.find(({ id }) => id === documentId)
        if (known?.job?.id !== jobId || isFinalStage(stage)) void refresh()
      },
      onState(state) {
        setConnection(state)
        if (state === 'live') void refresh()
      },
    })
  }, [service, refresh])

  return { list, error, loadingMore, connection, refresh, showMore }
}

/** The list may have been read anew meanwhile: a document stands in it once. */
function append(before: DocumentList | null, more: DocumentList): DocumentList {
  const known = new Set(before?.documents.map(({ id }) => id))
  return { ...more, documents: [...(before?.documents ?? []), ...more.documents.filter(({ id }) => !known.has(id))] }
}
