// The content decides what a file is, not its name. Nothing is unpacked or parsed here: only marks are looked for.
import { fileTypeFromBuffer } from 'file-type'

import { UserError } from '../../core/errors.ts'
import { MEDIA_TYPES, supportedMediaTypes } from '../../core/media-types.ts'
import { detectArchive } from './detect-archive.ts'
import { detectText } from './detect-text.ts'
import type { SpooledFile } from './spooled-file.ts'

const SAMPLE_BYTES = 64 * 1024
/** The header of a PDF may stand anywhere in these (ISO 32000-1, annex H.3, note 13). */
const PDF_HEADER_BYTES = 1024
/** Readers take it from further behind too, where the file is of no other kind. */
const PDF_HEADER_BYTES_AT_MOST = 4096
const ZIP = Buffer.from('PK\x03\x04', 'latin1')
const COMPOUND_FILE = 'application/x-cfb'

/** Another name of the same, as its reader cares. */
const SAME_AS: Readonly<Record<string, string>> = { 'image/apng': 'image/png' }
const SUPPORTED: ReadonlySet<string> = new Set(MEDIA_TYPES.map(({ mediaType }) => mediaType))

/** Throws UserError UNSUPPORTED_MEDIA_TYPE for what cannot be processed. */
export async function detectMediaType(file: Pick<SpooledFile, 'filename' | 'byteSize' | 'readAt'>): Promise<string> {
  const sample = await file.readAt(0, SAMPLE_BYTES)
  if (hasPdfHeader(sample, PDF_HEADER_BYTES) && isNoTextAboutIt(sample)) return 'application/pdf'
  const found = detectText(sample, file.filename) ?? (await detectArchive(file, sample)) ?? (await detectBinary(sample))
  if (found !== null && SUPPORTED.has(found)) return found
  if (found === null && hasPdfHeader(sample, PDF_HEADER_BYTES_AT_MOST)) return 'application/pdf'
  throw found === COMPOUND_FILE ? lockedOrOld(file.filename) : unsupported(file.filename, found)
}

/** A text may name the header; where it does not begin with it, a PDF has objects behind it. */
const isNoTextAboutIt = (sample: Uint8Array): boolean => {
  const bytes = Buffer.from(sample)
  return bytes.indexOf('%PDF-') < 8 || (bytes.includes(' obj') && !bytes.subarray(0, 4).equals(ZIP))
}

const hasPdfHeader = (sample: Uint8Array, within: number): boolean =>
  Buffer.from(sample.subarray(0, within)).includes('%PDF-')

async function detectBinary(sample: Uint8Array): Promise<string | null> {
  const found = await fileTypeFromBuffer(sample)
  // A text in an encoding of one byte a letter has no mark, and some begin like a file of another kind.
  return found ? (SAME_AS[found.mime] ?? found.mime) : null
}

function lockedOrOld(filename: string): UserError {
  return new UserError(
    'UNSUPPORTED_MEDIA_TYPE',
    `${filename} is an Office file that is protected with a password, or one of a format from before 2007. Remove the ` +
      `password, or save it in the present format, and upload it again. Supported are: ${supportedMediaTypes()}.`,
  )
}

function unsupported(filename: string, found: string | null): UserError {
  const what = found === null ? 'is of an unknown kind' : `is of the type ${found}, which cannot be processed`
  return new UserError(
    'UNSUPPORTED_MEDIA_TYPE',
    `${filename} ${what}. Supported are: ${supportedMediaTypes()}. Convert the file and upload it again.`,
  )
}
