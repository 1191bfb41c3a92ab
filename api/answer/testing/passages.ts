// Passages as a search would have found them, and an answer as text and citations.
import type { AnswerPart, AnswerRequest, Passage } from '../answerer.ts'
import type { ProviderPart } from '../provider-answerer.ts'

/** Named chunk-1, chunk-2, … */
export function passagesOf(...texts: string[]): Passage[] {
  return texts.map((text, index) => ({
    chunkId: `chunk-${index + 1}`,
    name: `document-${index + 1}.pdf`,
    page: index + 1,
    text,
    similarity: null,
  }))
}

export function requestOf(question: string, ...texts: string[]): AnswerRequest {
  return { ownerId: '00000000-0000-4000-8000-000000000001', question, vector: null, passages: passagesOf(...texts) }
}

export type Read = { answer: string; cited: { words: string; chunkId: string }[]; tokens: number | null }

/** Reads an answer to its end; what is cited, by the words it says. */
export async function readAnswer(parts: AsyncIterable<ProviderPart> | Iterable<AnswerPart>): Promise<Read> {
  const read: Read = { answer: '', cited: [], tokens: null }
  for await (const part of parts) {
    if (part.kind === 'text') read.answer += part.text
    else if (part.kind === 'citation')
      read.cited.push({ words: read.answer.slice(part.start, part.end), chunkId: part.chunkId })
    else if (part.kind === 'billed') read.tokens = part.tokens
  }
  return read
}
