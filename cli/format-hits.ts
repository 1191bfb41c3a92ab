// What a search found, for a terminal: the page, and the words around the match.
import { styleText } from 'node:util'

import { printable } from './progress-display.ts'

export type Hit = { snippet: string; document: { filename: string }; chunk: { page: number } }

const MOST_COLUMNS = 100
const INDENT = '     '

/** Matched words stand between « and »; where `output` has colours they are bold instead. */
export function formatHits(hits: readonly Hit[], output: NodeJS.WriteStream): string {
  if (hits.length === 0) return 'Nothing was found.'
  const width = Math.min(output.columns || MOST_COLUMNS, MOST_COLUMNS) - INDENT.length
  return hits
    .map(({ snippet, document, chunk }, index) => {
      const heading = `${String(index + 1).padStart(3)}. ${printable(document.filename)}, page ${chunk.page}`
      const text = wrap(printable(snippet.replaceAll(/\s+/g, ' ')), width).map((line) => INDENT + line)
      return [heading, ...text].join('\n')
    })
    .map((text) => (output.isTTY ? highlight(text) : text))
    .join('\n\n')
}

function highlight(text: string): string {
  return text.replaceAll(/«([^»]*)»/g, (_, match: string) => styleText(['bold', 'yellow'], match))
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.trim().split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}
