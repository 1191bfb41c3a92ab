// What chunks are packed from: a block, or where that is too large a sentence, a word, … down to a code point.
import type { ChunkingStrategy } from './chunk.ts'
import type { BlockSpan } from './document-text.ts'
import {
  splitCodePoints,
  splitGraphemes,
  splitLongRuns,
  splitSentences,
  splitShortRuns,
  splitWords,
} from './split-text.ts'

/** From coarse to fine: how a unit of one grain is cut into units of the next. */
const SPLITTERS = [splitSentences, splitWords, splitLongRuns, splitShortRuns, splitGraphemes, splitCodePoints]

const BLOCK = 0
const GRAIN_OF_STRATEGY: Record<ChunkingStrategy, number> = { PARAGRAPH: BLOCK, SENTENCE: 1, FIXED: 2 }

export type Unit = {
  /** Units cover the document's text without a gap: white space belongs to the unit before it. */
  start: number
  end: number
  /** The unit without the white space around it. */
  textStart: number
  textEnd: number
  /** How many times a block was cut to make this unit: an index into the splitters. */
  grain: number
  heading: boolean
  /** A heading of level 1 or 2: no chunk runs across it. */
  opensSection: boolean
}

/** The units a strategy packs whole: headings always are one. */
export function* readUnits(text: string, spans: readonly BlockSpan[], strategy: ChunkingStrategy): Generator<Unit> {
  for (const [index, span] of spans.entries()) {
    const unit = unitOfBlock(text, span, index === 0, spans[index + 1])
    if (unit.heading) yield unit
    else yield* splitToGrain(text, unit, GRAIN_OF_STRATEGY[strategy])
  }
}

/** Cuts a unit once more, but no code point. A heading so large that it must be cut becomes plain text. */
export function* splitUnit(text: string, unit: Unit): Generator<Unit> {
  const split = SPLITTERS[unit.grain]!
  let { start } = unit
  let end = unit.textStart
  let held: Unit | undefined
  for (const part of split(text.slice(unit.textStart, unit.textEnd))) {
    end += part.length
    if (held && part.trim() !== '') {
      yield held
      start = held.end
      held = undefined
    }
    if (held) held.end = end
    else held = plainUnit(start, end, part, unit.grain + 1)
  }
  if (held) yield { ...held, end: unit.end }
}

export function isSmallest(unit: Unit): boolean {
  return unit.grain === SPLITTERS.length
}

/** The sentences of a block; any other unit as it is. */
export function wholeSentences(text: string, unit: Unit): Unit[] {
  return unit.grain === BLOCK && !unit.heading ? [...splitUnit(text, unit)] : [unit]
}

function* splitToGrain(text: string, unit: Unit, grain: number): Generator<Unit> {
  if (unit.grain >= grain) yield unit
  else for (const part of splitUnit(text, unit)) yield* splitToGrain(text, part, grain)
}

function unitOfBlock(text: string, span: BlockSpan, isFirst: boolean, next: BlockSpan | undefined): Unit {
  const { level } = span.block
  return {
    start: isFirst ? 0 : firstLetter(span),
    end: next ? firstLetter(next) : text.length,
    textStart: firstLetter(span),
    textEnd: span.start + span.block.text.trimEnd().length,
    grain: BLOCK,
    heading: level > 0,
    opensSection: level === 1 || level === 2,
  }
}

function firstLetter(span: BlockSpan): number {
  return span.end - span.block.text.trimStart().length
}

function plainUnit(start: number, end: number, part: string, grain: number): Unit {
  const textStart = end - part.trimStart().length
  const textEnd = end - part.length + part.trimEnd().length
  return { start, end, textStart, textEnd, grain, heading: false, opensSection: false }
}
