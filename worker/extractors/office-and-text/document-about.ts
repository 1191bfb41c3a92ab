// What a reader of a document without layout tells of it, besides the blocks that it writes to the PageWriter.

export type DocumentAbout = { title: string | null; metadata: Record<string, unknown> }

const MOST_CHARACTERS = 4_000

/** Only what is really there, with blank texts taken for nothing. */
export function present(metadata: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(metadata).map(([name, value]) => [
    name,
    typeof value === 'string' ? oneLine(value.slice(0, MOST_CHARACTERS)) : value,
  ])
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== null && value !== ''))
}

/** A title as it can be shown; null for none. */
export const titleOf = (text: string | null | undefined): string | null =>
  oneLine(oneLine((text ?? '').slice(0, MOST_CHARACTERS)).slice(0, 500)) || null

/** PostgreSQL's JSON takes no NUL. */
const oneLine = (text: string): string => text.replaceAll(/[\s\p{Cc}\p{Cs}]+/gu, ' ').trim()
