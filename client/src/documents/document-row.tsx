import { currentProgress } from '../progress/current-progress.ts'
import { isFinalStage } from '../progress/stages.ts'
import { useDocumentProgress } from '../progress/use-document-progress.ts'
import { CancelButton } from './cancel-button.tsx'
import { DeleteButton } from './delete-button.tsx'
import { DocumentFacts } from './document-facts.tsx'
import type { DocumentSummary } from './load-documents.ts'
import { nameOf } from './name-of.ts'
import { ProgressBar } from './progress-bar.tsx'
import { ReprocessButton } from './reprocess-button.tsx'

type Properties = {
  document: DocumentSummary
  /** The document is no longer what the list says. */
  onChange: () => Promise<void>
  onDelete: () => Promise<void>
}

export function DocumentRow({ document, onChange, onDelete }: Properties) {
  const { job } = document
  const isListedAsRunning = job != null && !isFinalStage(job.stage)
  const { latest, state } = useDocumentProgress(document.id, isListedAsRunning ? job.id : null, () => void onChange())
  const progress = job && currentProgress(job, latest)
  // The list was read when the run began, or before: until it is read anew, the run's events know better.
  const runningStatus = progress?.stage === 'QUEUED' ? 'PENDING' : 'PROCESSING'
  const status = isListedAsRunning ? runningStatus : document.status
  const name = nameOf(document)
  return (
    <li className="document">
      <div className="document-head">
        <a className="document-name" href={document.fileUrl} target="_blank" rel="noreferrer">
          {name}
        </a>
        <span className={`status ${status.toLowerCase()}`}>{status.toLowerCase()}</span>
      </div>
      <div className="document-line">
        <DocumentFacts document={document} />
        <div className="actions">
          {isListedAsRunning && <CancelButton documentId={document.id} name={name} onCancelled={onChange} />}
          <ReprocessButton documentId={document.id} name={name} disabled={isListedAsRunning} onStarted={onChange} />
          <DeleteButton documentId={document.id} name={name} onDeleted={onDelete} />
        </div>
      </div>
      {progress && isListedAsRunning && (
        <ProgressBar name={name} progress={progress} isReconnecting={state === 'reconnecting'} />
      )}
      {document.status === 'FAILED' && document.error && <p className="error-text">{document.error}</p>}
    </li>
  )
}
