// Tells text from everything else, and what kind of text it is. Only between Markdown and plain text, which are the same
// to look at, does the file's name decide.
import { unmarkedUtf16 } from '../../core/unmarked-utf16.ts'

/** Of control characters, text has tabs, line ends, form feeds, backspaces, and the escapes of Japanese encodings. */
const CONTROLS = /[\u0000-\u0007\u000b\u000e-\u001a\u001c-\u001f\u007f]/
const MARKDOWN_NAME = /\.(?:md|markdown|mdown|mkd)$/i
const MARKS: readonly [bytes: number[], encoding: string][] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
]
/** What may stand before the first element. */
const PROLOGUE = /^(?:\s+|<!--[\s\S]*?-->|<\?xml[^>]*\?>)*/
const HTML_PAGE = /^<(?:!doctype\s+html|html|head|body)[\s>]/i
/** As https://mimesniff.spec.whatwg.org has it, for pages that begin somewhere within. */
const HTML_PART = /^<(?:script|iframe|h1|div|font|table|a|style|title|b|br|p)[\s>]/i

/** Null for what is no text. @param sample the beginning of the file; it may end within a character */
export function detectText(sample: Uint8Array, filename: string): string | null {
  const text = decodeSample(sample)
  if (text === null) return null
  const begin = text.replace(PROLOGUE, '')
  if (HTML_PAGE.test(begin)) return 'text/html'
  if (/^\s*<\?xml\s/.test(text) || /^<svg[\s>]/i.test(begin)) return 'application/xml'
  if (text.startsWith('{\\rtf')) return 'application/rtf'
  if (text.startsWith('%!PS')) return 'application/postscript'
  // A README may well begin with a centred picture.
  if (MARKDOWN_NAME.test(filename)) return 'text/markdown'
  return HTML_PART.test(begin) ? 'text/html' : 'text/plain'
}

function decodeSample(sample: Uint8Array): string | null {
  const marked = MARKS.find(([mark]) => mark.every((byte, i) => sample[i] === byte))?.[1]
  const text = decode(sample, marked ?? unmarkedUtf16(sample) ?? 'utf-8')
  // Otherwise one of the many encodings with a byte or two a letter: they have no mark, but no control characters either.
  const readable = text ?? (marked ? null : decode(sample, 'latin1'))
  return readable === null || CONTROLS.test(readable) ? null : readable
}

function decode(sample: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(sample, { stream: true })
  } catch {
    return null
  }
}
