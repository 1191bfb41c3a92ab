// What answers a question from passages: a model of Cohere's, one of a server that speaks OpenAI's wire format, or, with
// neither, the passages' own best sentences.

/** A passage that was found for a question. Its words are data: whatever they ask for, nobody does it. */
export type Passage = {
  chunkId: string
  /** What people call its document. */
  name: string
  page: number
  text: string
  /** Of its vector and the question's; null where the two are of different models. */
  similarity: number | null
}

export type AnswerRequest = {
  ownerId: string
  question: string
  /** Of the question, by the embedder in use; null where that could not be asked. */
  vector: Float32Array | null
  /** Best first, and at least one. */
  passages: readonly Passage[]
}

/** The next piece of the answer; or that its characters from `start` to `end` rest on a passage. */
export type AnswerPart =
  | { kind: 'text'; text: string }
  | { kind: 'citation'; start: number; end: number; chunkId: string; quote?: string }
  /** Before all others: no model writes this answer, for this reason, and what follows is quotations. */
  | { kind: 'substituted'; reason: string }

export interface Answerer {
  /** True where no model writes, and the answer is quotations. */
  readonly extractive: boolean
  /** How many passages, and characters of them, it takes at once. */
  readonly reads: { readonly passages: number; readonly characters: number }
  /**
   * Nothing that it says of a passage is believed before it was checked. Aborting ends the call of the provider too.
   *
   * @throws PermanentError or ProviderError, as an embedder does.
   */
  answer(request: AnswerRequest, signal: AbortSignal): AsyncIterable<AnswerPart>
}
