// Follows one document to the end of its processing, through any number of lost connections: every event once, in
// order, and a bar that never goes back. Usable without this page and without React: see ../follow.ts.
import type { CombinedError } from '@urql/core'

import { keepSubscribed, type SubscriptionState } from '../connection/keep-subscribed.ts'
import type { Service } from '../connection/service.ts'
import { graphql } from '../generated/gql.ts'
import type { DocumentProgressSubscription } from '../generated/graphql.ts'
import { isFinalStage } from './stages.ts'

/** The numbers behind a message, where it has them: how many documents a worker takes first, a rounded estimate, … */
export type ProgressDetails = {
  ahead?: number
  secondsLeft?: number
  page?: number
  pages?: number
  chunk?: number
  chunks?: number
  attempt?: number
  maxAttempts?: number
  retryInMs?: number
}

export type DocumentProgress = Omit<DocumentProgressSubscription['documentProgress'], 'details'> & {
  details: ProgressDetails
}

export type DocumentFollower = {
  /** The last sequence already known: all later events are told. Without it, the latest event and those after it. */
  after?: number | undefined
  /** `progress` is from 0 to 1 and never less than it was for the same job. */
  onProgress: (progress: DocumentProgress) => void
  /** 'reconnecting' after a drop until the connection stands again; 'ended' once nothing more will come. */
  onState?: (state: SubscriptionState) => void
  /** The service will not tell, for example because there is no such document. 'ended' follows. */
  onRefused?: (error: CombinedError) => void
}

const PROGRESS = graphql(`
  subscription DocumentProgress($documentId: ID!, $after: Int) {
    documentProgress(documentId: $documentId, after: $after) {
      sequence
      jobId
      stage
      progress
      message
      details
      error
    }
  }
`)

/** Gives the function that stops it. */
export function followDocument(
  service: Service,
  documentId: string,
  { after, onProgress, ...rest }: DocumentFollower,
): () => void {
  let cursor = after
  let last: DocumentProgress | null = null
  return keepSubscribed(service, {
    ...rest,
    query: PROGRESS,
    variables: () => ({ documentId, after: cursor ?? null }),
    onData({ documentProgress }) {
      const event = { ...documentProgress, details: documentProgress.details as ProgressDetails }
      if (cursor !== undefined && event.sequence <= cursor) return
      cursor = event.sequence
      last = last?.jobId === event.jobId ? { ...event, progress: Math.max(last.progress, event.progress) } : event
      onProgress(last)
    },
    // A service that shuts down may complete it too; then there is more to come from another.
    isOver: () => last === null || isFinalStage(last.stage),
  })
}
