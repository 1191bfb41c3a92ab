// Takes citation marks such as [1] or [2, 3] out of a text as it comes, in pieces of any size, and makes citations of
// them: each for the statement before it.
import type { AnswerPart } from '../answerer.ts'
import { splitSentences } from '../sentences.ts'

const MARK = /\s*[[【]\s*(\d{1,3}(?:\s*,\s*\d{1,3})*)\s*[\]】]/
/** White space may come before a mark, and a bracket may be the first piece of one: neither is shown before what follows is known. */
const MAYBE_MARK = /\s*(?:[[【][\d\s,]{0,40})?$/

export interface MarkReader {
  read(piece: string): Generator<AnswerPart>
  /** Nothing more comes. */
  end(): Generator<AnswerPart>
}

/** `chunkIds`: of the passages by their numbers, the first is [1]. */
export function createMarkReader(chunkIds: readonly string[]): MarkReader {
  let answer = ''
  let held = ''
  let citedTo = 0

  function* show(text: string): Generator<AnswerPart> {
    if (text === '') return
    answer += text
    yield { kind: 'text', text }
  }

  function* cite(numbers: string): Generator<AnswerPart> {
    const sentence = splitSentences(answer).at(-1)
    if (!sentence) return
    // Of a sentence with several marks, each stands for the part that follows the one before.
    const begin = citedTo < sentence.end ? Math.max(sentence.start, citedTo) : sentence.start
    const start = begin + (/^[\s,;]*/.exec(answer.slice(begin))?.[0].length ?? 0)
    citedTo = sentence.end
    for (const number of numbers.split(',')) {
      const chunkId = chunkIds[Number(number) - 1]
      if (chunkId !== undefined) yield { kind: 'citation', start, end: sentence.end, chunkId }
    }
  }

  return {
    *read(piece) {
      held += piece
      for (let mark = MARK.exec(held); mark; mark = MARK.exec(held)) {
        yield* show(held.slice(0, mark.index))
        yield* cite(mark[1]!)
        held = held.slice(mark.index + mark[0].length)
      }
      const maybe = MAYBE_MARK.exec(held)!.index
      yield* show(held.slice(0, maybe))
      held = held.slice(maybe)
    },
    *end() {
      yield* show(held.trimEnd())
      held = ''
    },
  }
}
