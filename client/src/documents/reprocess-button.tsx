import { useState } from 'react'
import { useMutation } from 'urql'

import { Dialog } from '../feedback/dialog.tsx'
import { describeError } from '../feedback/describe-error.ts'
import { graphql } from '../generated/gql.ts'
import { ProcessingOptionsFields, readProcessingOptions } from './processing-options-fields.tsx'

const REPROCESS = graphql(`
  mutation Reprocess($documentId: ID!, $options: ProcessingOptions) {
    reprocess(documentId: $documentId, options: $options) {
      enqueued
      job {
        id
      }
    }
  }
`)

type Properties = { documentId: string; name: string; disabled: boolean; onStarted: () => Promise<void> }

export function ReprocessButton({ documentId, name, disabled, onStarted }: Properties) {
  const [isAsking, setIsAsking] = useState(false)
  const [{ fetching, error }, reprocess] = useMutation(REPROCESS)
  const start = async (form: HTMLFormElement, close: () => void) => {
    const result = await reprocess({ documentId, options: readProcessingOptions(new FormData(form)) })
    if (result.error) return
    close()
    await onStarted()
  }
  return (
    <>
      <button
        type="button"
        className="quiet"
        aria-label={`Reprocess ${name}`}
        disabled={disabled}
        onClick={() => setIsAsking(true)}
      >
        Reprocess
      </button>
      {isAsking && (
        <Dialog title="Reprocess" onClose={() => setIsAsking(false)}>
          {(close) => (
            <form
              onSubmit={(event) => {
                event.preventDefault()
                void start(event.currentTarget, close)
              }}
            >
              <p>“{name}” is read once more. Until that is done, searches find what was read before.</p>
              <ProcessingOptionsFields />
              {error && (
                <p className="error-text" role="alert">
                  {describeError(error)}
                </p>
              )}
              <div className="dialog-buttons">
                <button type="button" onClick={close}>
                  Cancel
                </button>
                <button type="submit" className="primary" disabled={fetching}>
                  Reprocess
                </button>
              </div>
            </form>
          )}
        </Dialog>
      )}
    </>
  )
}
