import { useEffect, useRef, useState } from 'react'

import type { SubscriptionState } from '../connection/keep-subscribed.ts'
import { useService } from '../connection/service-context.ts'
import { followDocument, type DocumentProgress } from './follow-document.ts'

export type FollowedProgress = {
  /** The newest event seen, or null before the first. */
  latest: DocumentProgress | null
  state: SubscriptionState
}

/**
 * followDocument for a component. `jobId`: the run to follow, or null while there is none; a new one follows on from the
 * last event seen. `onEnd` is called when the run is over.
 */
export function useDocumentProgress(documentId: string, jobId: string | null, onEnd: () => void): FollowedProgress {
  const service = useService()
  const [latest, setLatest] = useState<DocumentProgress | null>(null)
  const [state, setState] = useState<SubscriptionState>('connecting')
  const cursor = useRef<number | undefined>(undefined)
  const tellEnd = useRef(onEnd)
  useEffect(() => {
    tellEnd.current = onEnd
  })
  useEffect(() => {
    if (jobId === null) return undefined
    setState('connecting')
    return followDocument(service, documentId, {
      after: cursor.current,
      onProgress(progress) {
        cursor.current = progress.sequence
        setLatest(progress)
      },
      onState(next) {
        setState(next)
        if (next === 'ended') tellEnd.current()
      },
    })
  }, [service, documentId, jobId])
  return { latest, state }
}
