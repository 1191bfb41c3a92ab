// Text of any encoding: by its byte order mark, by being UTF-8, by what it says of itself, else by its statistics.
import { detect } from 'chardet'
import iconv from 'iconv-lite'
import { unmarkedUtf16 } from '../../../core/unmarked-utf16.ts'

/** Enough for statistics; more takes longer and tells no more. */
const SAMPLE_BYTES = 256 * 1024
/** What is left when nothing tells: every byte means something in it. */
const LAST_RESORT = 'windows-1252'

export type DecodedText = { text: string; encoding: string }

/** @param declared the encoding that the text names itself, if any */
export function decodeText(bytes: Uint8Array, declared: string | null = null): DecodedText {
  const encoding =
    encodingByMark(bytes) ??
    (isUtf8(bytes) ? 'UTF-8' : null) ??
    unmarkedUtf16(bytes)?.toUpperCase() ??
    known(declared) ??
    known(detect(bytes.subarray(0, SAMPLE_BYTES))) ??
    LAST_RESORT
  // Decoding takes the mark away.
  return { text: iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), encoding), encoding }
}

function encodingByMark(bytes: Uint8Array): string | null {
  const [a, b, c, d] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'UTF-8'
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'UTF-32LE' : 'UTF-16LE'
  if (a === 0xfe && b === 0xff) return 'UTF-16BE'
  return a === 0 && b === 0 && c === 0xfe && d === 0xff ? 'UTF-32BE' : null
}

function isUtf8(bytes: Uint8Array): boolean {
  if (bytes.subarray(0, SAMPLE_BYTES).includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

const known = (name: string | null): string | null => (name !== null && iconv.encodingExists(name) ? name : null)
