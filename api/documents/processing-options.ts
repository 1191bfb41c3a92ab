// What a client may ask of the processing, with the contract's defaults and limits.
import type { ProcessingOptions } from '../../core/enqueue-document.ts'
import { UserError } from '../../core/errors.ts'

const DEFAULTS: ProcessingOptions = { chunkingStrategy: 'SENTENCE', chunkSize: 512, chunkOverlap: 50 }
const CHUNK_SIZE = { least: 64, most: 2048 }

/** Throws UserError BAD_USER_INPUT, saying what would be right. */
export function checkProcessingOptions(
  given: { [Key in keyof ProcessingOptions]?: ProcessingOptions[Key] | null } | null | undefined,
): ProcessingOptions {
  const chunkSize = given?.chunkSize ?? DEFAULTS.chunkSize
  const chunkOverlap = given?.chunkOverlap ?? Math.min(DEFAULTS.chunkOverlap, largestOverlap(chunkSize))
  if (chunkSize < CHUNK_SIZE.least || chunkSize > CHUNK_SIZE.most) {
    throw new UserError(
      'BAD_USER_INPUT',
      `chunkSize is ${chunkSize}, but must be from ${CHUNK_SIZE.least} to ${CHUNK_SIZE.most} tokens.`,
    )
  }
  if (chunkOverlap < 0 || chunkOverlap > largestOverlap(chunkSize)) {
    throw new UserError(
      'BAD_USER_INPUT',
      `chunkOverlap is ${chunkOverlap}, but must be from 0 to ${largestOverlap(chunkSize)} tokens: less than half of chunkSize (${chunkSize}).`,
    )
  }
  return { chunkingStrategy: given?.chunkingStrategy ?? DEFAULTS.chunkingStrategy, chunkSize, chunkOverlap }
}

function largestOverlap(chunkSize: number): number {
  return Math.ceil(chunkSize / 2) - 1
}
