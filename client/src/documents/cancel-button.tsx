import { useMutation } from 'urql'

import { describeError } from '../feedback/describe-error.ts'
import { graphql } from '../generated/gql.ts'

const CANCEL = graphql(`
  mutation Cancel($documentId: ID!) {
    cancelProcessing(documentId: $documentId) {
      id
      status
    }
  }
`)

type Properties = { documentId: string; name: string; onCancelled: () => Promise<void> }

/** Asks nothing before: what was cancelled can be processed again. */
export function CancelButton({ documentId, name, onCancelled }: Properties) {
  const [{ fetching, error }, cancelProcessing] = useMutation(CANCEL)
  const cancel = async () => {
    const result = await cancelProcessing({ documentId })
    if (!result.error) await onCancelled()
  }
  return (
    <>
      {error && (
        <span className="cancel-error" role="alert">
          {describeError(error)}
        </span>
      )}
      <button
        type="button"
        className="quiet"
        aria-label={`Cancel ${name}`}
        disabled={fetching}
        onClick={() => void cancel()}
      >
        Cancel
      </button>
    </>
  )
}
