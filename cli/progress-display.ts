// The contract of what shows how several documents get on, and what both of its kinds write alike.

/** `progress`: 0 to 1. */
export type ProgressState = { stage: string; progress: number; message: string }

export interface ProgressDisplay {
  /** `key` tells documents of the same name apart. */
  show(key: number, name: string, state: ProgressState): void
  /** The document needs no bar any more: `line` is what remains of it. */
  end(key: number, line: string): void
  close(): void
}

export function percent(progress: number): string {
  return `${Math.floor(progress * 100)}%`.padStart(4)
}

/** Names and messages come from elsewhere: what would move the cursor or change colours is shown as "?". */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '?')
}
