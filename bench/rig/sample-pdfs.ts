// PDFs to measure with, each different from all others: the same bytes would be taken for a duplicate.
import { randomBytes, randomInt } from 'node:crypto'

import { makeTextPdf } from '../../worker/testing/make-pdf.ts'

const WORDS =
  'the mill grinds rye oat barley wheat corn stone wheel water wind steam roller sieve sack flour bran'.split(' ')

export function onePage(): Uint8Array {
  return makeTextPdf([[sentences(150)]])
}

/** As many pages as the big document of the issue, each with as many words, and nearly as many bytes. */
export function bigDocument(): Uint8Array {
  return padded(makeTextPdf(Array.from({ length: 455 }, () => [sentences(200), sentences(200)])), 9_500_000)
}

/**
 * Grown to `size` bytes by a comment of random bytes. The last lines point to the original's table of objects, so the
 * file stays valid.
 */
export function padded(pdf: Uint8Array, size: number): Uint8Array {
  const text = Buffer.from(pdf).toString('latin1')
  const end = `\nstartxref\n${/startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)![1]}\n%%EOF\n`
  const comment = randomBytes(Math.max(16, size - pdf.length - end.length - 1))
  for (const [index, byte] of comment.entries()) if (byte === 10 || byte === 13) comment[index] = 32
  return Buffer.concat([pdf, Buffer.from('%'), comment, Buffer.from(end)])
}

/** Unlike all others. */
export function sentences(words: number): string {
  const word = () => WORDS[randomInt(WORDS.length)]!
  const sentence = () => `Lot ${randomInt(1e6)}: ${Array.from({ length: 9 }, word).join(' ')}.`
  return Array.from({ length: Math.ceil(words / 11) }, sentence).join(' ')
}
