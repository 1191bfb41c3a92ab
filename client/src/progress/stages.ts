import type { Stage } from '../generated/graphql.ts'

/** As people read them. */
export const STAGE_NAMES: Record<Stage, string> = {
  QUEUED: 'Queued',
  DOWNLOADING: 'Downloading',
  EXTRACTING: 'Extracting',
  CHUNKING: 'Chunking',
  EMBEDDING: 'Embedding',
  STORING: 'Storing',
  COMPLETED: 'Completed',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
}

export function isFinalStage(stage: Stage): boolean {
  return stage === 'COMPLETED' || stage === 'FAILED' || stage === 'CANCELLED'
}
