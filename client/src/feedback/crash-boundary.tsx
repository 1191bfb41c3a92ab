import { Component, type ReactNode } from 'react'

type State = { error: Error | null }

/** A mistake of the page's own takes the page down: it says so, where a person would otherwise see nothing. */
export class CrashBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: Error): State {
    return { error }
  }

  override render(): ReactNode {
    if (!this.state.error) return this.props.children
    return (
      <main>
        <div className="problem" role="alert">
          <p>
            The page has stopped because of a mistake in it: {this.state.error.message}. Your documents are not
            affected.
          </p>
          <button type="button" onClick={() => location.reload()}>
            Load it again
          </button>
        </div>
      </main>
    )
  }
}
