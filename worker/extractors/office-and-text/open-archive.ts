// Opens the zip archives that office files and EPUBs are. What an archive claims to hold is added up before anything of
// it is inflated, and nothing is inflated beyond its claim: a bomb costs no memory.
import { unzipSync, zipSync } from 'fflate'
import { PermanentError } from '../../../core/errors.ts'

export type Archive = Record<string, Uint8Array>

const MOST_ENTRIES = 10_000
const MOST_BYTES = 256 * 1024 ** 2
/** XML shrinks to a tenth, tables to a fiftieth; a bomb to a thousandth. */
const MOST_GROWTH = 250
/** Below this growth does not matter: a blank sheet of a thousand equal rows may shrink more. */
const SMALL_BYTES = 16 * 1024 ** 2

/** @param wants the entries to inflate: those with text, not the pictures */
export function openArchive(bytes: Uint8Array, wants: (name: string) => boolean): Archive {
  let entries = 0
  let expanded = 0
  try {
    return unzipSync(bytes, {
      filter({ name, originalSize }) {
        entries++
        if (entries > MOST_ENTRIES) throw refuse(`it holds more than ${MOST_ENTRIES.toLocaleString('en')} files`)
        if (!wants(name)) return false
        expanded += originalSize
        if (expanded > MOST_BYTES) throw refuse(`it expands to more than ${MOST_BYTES / 1024 ** 2} MiB`)
        if (expanded > SMALL_BYTES && expanded > bytes.length * MOST_GROWTH) {
          throw refuse(`it expands to more than ${MOST_GROWTH} times its size`)
        }
        return true
      },
    })
  } catch (error) {
    if (error instanceof PermanentError) throw error
    throw new DamagedArchive((error as Error).message)
  }
}

/** Whoever opens the archive has words of their own for it. */
export class DamagedArchive extends Error {}

/**
 * A new archive of what was inflated: a library that opens archives itself sees only what was checked, whatever else the
 * file makes its readers believe.
 */
export const repack = (archive: Archive): Uint8Array => zipSync(archive, { level: 0 })

function refuse(why: string): PermanentError {
  return new PermanentError(`This file is too large to read once it is unpacked: ${why}. Upload its parts one by one.`)
}
