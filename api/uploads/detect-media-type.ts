// The content decides what a file is, not its name.
import { UserError } from '../../core/errors.ts'
import type { SpooledFile } from './spooled-file.ts'

/** Throws UserError UNSUPPORTED_MEDIA_TYPE for what cannot be processed. */
export function detectMediaType({ filename, head }: Pick<SpooledFile, 'filename' | 'head'>): string {
  // The header may stand anywhere in the first 1024 bytes (ISO 32000-1, annex H.3, note 13).
  if (Buffer.from(head).includes('%PDF-')) return 'application/pdf'
  throw new UserError(
    'UNSUPPORTED_MEDIA_TYPE',
    `${filename} is not a PDF. Supported are: PDF (application/pdf). Convert the file and upload it again.`,
  )
}
