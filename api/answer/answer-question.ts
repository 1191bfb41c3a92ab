// A question's answer as its subscriber gets it: found passages, an answerer's words as they come, and what it cites
// once that was checked.
import { stoppable } from '../progress/stoppable.ts'
import type { SearchScope } from '../search/search-chunks.ts'
import type { Answerer, AnswerRequest, Passage } from './answerer.ts'
import { checkCitation } from './check-citation.ts'
import { checkQuestion } from './check-question.ts'
import { isRelevant } from './is-relevant.ts'
import { findPassages, type Finding, type FoundChunk } from './find-passages.ts'
import { tellFault } from '../search/tell-fault.ts'
import { vocabularyOf } from './vocabulary.ts'

export type AnswerText = { kind: 'text'; text: string }
export type AnswerCitation = { kind: 'citation'; start: number; end: number; quote: string; chunk: FoundChunk }
export type AnswerCompleted = {
  kind: 'completed'
  answer: string
  citations: AnswerCitation[]
  tookMs: number
  /** No model wrote it. */
  extractive: boolean
  /** Why no model wrote it, though one is configured. */
  notice: string | null
  /** How many passages it was answered from. */
  passages: number
}
/** An answer that breaks off ends with this. */
export type AnswerFailed = { kind: 'failed'; error: unknown }
export type AnswerEvent = AnswerText | AnswerCitation | AnswerCompleted | AnswerFailed

const NOTHING_FOUND = 'Nothing was found in your documents that answers this question.'

/** Searches, and then gives the events. Throws UserError where the question cannot be asked. */
export async function answerQuestion(
  services: Finding,
  answerer: Answerer,
  asked: string,
  scope: SearchScope,
): Promise<AsyncIterableIterator<AnswerEvent>> {
  const startedAt = performance.now()
  const question = checkQuestion(asked)
  const { passages, chunks, vector } = await findPassages(services, question, scope, answerer.reads.passages).catch(
    (error: unknown) => {
      throw tellFault(error)
    },
  )
  const request = { ownerId: scope.ownerId, question, vector, passages: cutTo(answerer.reads.characters, passages) }
  const found = await isRelevant(services.embedder, request)
  return stoppable<AnswerEvent>(async function* (signal) {
    try {
      const result = found ? yield* relay(answerer, request, chunks, signal) : yield* sayNothingFound()
      yield { kind: 'completed', ...result, tookMs: performance.now() - startedAt }
    } catch (error) {
      if (!signal.aborted) yield { kind: 'failed', error: tellFault(error) }
    }
  })
}

type Relayed = Omit<AnswerCompleted, 'kind' | 'tookMs'>

async function* sayNothingFound(): AsyncGenerator<AnswerText, Relayed> {
  yield { kind: 'text', text: NOTHING_FOUND }
  return { answer: NOTHING_FOUND, citations: [], extractive: false, notice: null, passages: 0 }
}

async function* relay(
  answerer: Answerer,
  request: AnswerRequest,
  chunks: Map<string, FoundChunk>,
  signal: AbortSignal,
): AsyncGenerator<AnswerText | AnswerCitation, Relayed> {
  const vocabulary = vocabularyOf(request.passages.map(({ text }) => text))
  const { extractive } = answerer
  const result: Relayed = { answer: '', citations: [], extractive, notice: null, passages: request.passages.length }
  for await (const part of answerer.answer(request, signal)) {
    if (part.kind === 'text') {
      result.answer += part.text
      yield part
    } else if (part.kind === 'substituted') {
      result.extractive = true
      result.notice = part.reason
    } else {
      const checked = checkCitation(part, result.answer, request.passages, vocabulary)
      if (!checked) continue
      const { chunkId, ...place } = checked
      const citation = { kind: 'citation', ...place, chunk: chunks.get(chunkId)! } as const
      result.citations.push(citation)
      yield citation
    }
  }
  return result
}

/** The best passages that fit; of the very first as much as fits. */
function cutTo(characters: number, passages: readonly Passage[]): Passage[] {
  let left = characters
  return passages.flatMap((passage, index) => {
    const text = index === 0 ? passage.text.slice(0, characters) : passage.text
    if (text.length > left) return []
    left -= text.length
    return [{ ...passage, text }]
  })
}
