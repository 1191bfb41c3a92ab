import type { Upload, UploadQueue } from './upload-queue.ts'

type Properties = { uploads: readonly Upload[]; queue: UploadQueue }

/** What is on its way, and what could not be taken. */
export function UploadList({ uploads, queue }: Properties) {
  const done = uploads.filter(({ state }) => state !== 'waiting' && state !== 'uploading')
  return (
    <div role="status" className="uploads">
      {uploads.length > 0 && (
        <ul aria-label="Uploads">
          {uploads.map((upload) => (
            <UploadItem key={upload.id} upload={upload} queue={queue} />
          ))}
        </ul>
      )}
      {done.length > 1 && (
        <button type="button" className="quiet" onClick={() => queue.dismiss(done.map(({ id }) => id))}>
          Dismiss all
        </button>
      )}
    </div>
  )
}

function UploadItem({ upload: { id, file, state, message }, queue }: { upload: Upload; queue: UploadQueue }) {
  const isUnderWay = state === 'waiting' || state === 'uploading'
  return (
    <li className={`upload-item ${state}`}>
      <div className="upload-text">
        {/* A refusal names the file itself. */}
        {!(state === 'refused' && message.startsWith(file.name)) && <strong>{file.name} </strong>}
        {TEXTS[state](message)}
        {state === 'uploading' && <progress aria-label={`Uploading ${file.name}`} />}
      </div>
      {state === 'unreachable' && (
        <button type="button" onClick={() => queue.retry(id)}>
          Try again
        </button>
      )}
      {!isUnderWay && (
        <button type="button" className="quiet" aria-label={`Dismiss ${file.name}`} onClick={() => queue.dismiss([id])}>
          ✕
        </button>
      )}
    </li>
  )
}

const TEXTS: Record<Upload['state'], (message: string) => string> = {
  waiting: () => 'waits for its turn',
  uploading: () => 'is being uploaded',
  duplicate: (name) => `is already here, as “${name}”.`,
  refused: (message) => message,
  unreachable: (message) => message,
}
