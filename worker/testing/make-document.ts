// Documents whose passages a test knows: with the options below, each topic becomes one page and one passage.
import { makeTextPdf } from './make-pdf.ts'

/** The same topics in another order are other bytes with the same passages. */
export function makeDocument(...topics: string[]) {
  return { name: `${topics[0]}.pdf`, bytes: makeTextPdf(topics.map((topic) => [passageOf(topic)])) }
}

/** About 200 tokens: with the options below, two do not fit into one passage. */
function passageOf(topic: string): string {
  return `This is about ${topic}. ${'The wheel of the mill turns. '.repeat(28)}`
}

export const PASSAGE_OPTIONS = { options: { chunkingStrategy: 'PARAGRAPH', chunkSize: 300, chunkOverlap: 0 } }
