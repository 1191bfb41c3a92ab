// What the list says of a job and what its subscription says arrive in any order: the further of the two is shown.
import type { Stage } from '../generated/graphql.ts'
import type { DocumentProgress, ProgressDetails } from './follow-document.ts'
import { isFinalStage } from './stages.ts'

export type ShownProgress = { stage: Stage; progress: number; message: string; details?: ProgressDetails }
type ListedJob = ShownProgress & { id: string }

export function currentProgress(job: ListedJob, latest: DocumentProgress | null): ShownProgress {
  if (latest?.jobId !== job.id || isFinalStage(job.stage)) return job
  if (isFinalStage(latest.stage) || latest.progress >= job.progress) return latest
  return job
}
