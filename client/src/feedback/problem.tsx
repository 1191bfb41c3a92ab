import { describeError } from './describe-error.ts'

/** Says what went wrong and offers to try again. */
export function Problem({ error, onRetry }: { error: Error; onRetry: () => unknown }) {
  return (
    <div className="problem" role="alert">
      <p>{describeError(error)}</p>
      <button type="button" onClick={() => void onRetry()}>
        Try again
      </button>
    </div>
  )
}
