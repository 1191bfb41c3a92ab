import { useState } from 'react'
import { useMutation } from 'urql'

import { Dialog } from '../feedback/dialog.tsx'
import { describeError } from '../feedback/describe-error.ts'
import { graphql } from '../generated/gql.ts'

const DELETE_DOCUMENT = graphql(`
  mutation DeleteDocument($id: ID!) {
    deleteDocument(id: $id)
  }
`)

/** The answer is an id only: this tells urql's cache which answers it makes untrue. */
const CONTEXT = { additionalTypenames: ['Document'] }

type Properties = { documentId: string; name: string; onDeleted: () => Promise<void> }

export function DeleteButton({ documentId, name, onDeleted }: Properties) {
  const [isAsking, setIsAsking] = useState(false)
  const [{ fetching, error }, deleteDocument] = useMutation(DELETE_DOCUMENT)
  const confirm = async (close: () => void) => {
    const result = await deleteDocument({ id: documentId }, CONTEXT)
    if (result.error) return
    close()
    await onDeleted()
  }
  return (
    <>
      <button type="button" className="quiet" aria-label={`Delete ${name}`} onClick={() => setIsAsking(true)}>
        Delete
      </button>
      {isAsking && (
        <Dialog title="Delete this document?" onClose={() => setIsAsking(false)}>
          {(close) => (
            <>
              <p>“{name}” will be gone with everything that was read from it. It cannot be brought back.</p>
              {error && (
                <p className="error-text" role="alert">
                  {describeError(error)}
                </p>
              )}
              <div className="dialog-buttons">
                <button type="button" onClick={close}>
                  Keep it
                </button>
                <button type="button" className="danger" disabled={fetching} onClick={() => void confirm(close)}>
                  Delete
                </button>
              </div>
            </>
          )}
        </Dialog>
      )}
    </>
  )
}
