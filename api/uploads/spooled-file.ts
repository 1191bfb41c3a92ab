// An upload while it arrives: written to a temporary file and hashed on the way, so that memory stays flat and no
// database transaction waits for a slow client. The file has no name from the start: it is gone with the process.
import { createHash, randomUUID } from 'node:crypto'
import { open, unlink, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { UserError } from '../../core/errors.ts'

/** Marks a spooled file among the values of a request: JSON has no symbols, so none can be forged. */
const SPOOLED = Symbol('spooled file')

export type SpooledFile = {
  readonly [SPOOLED]: true
  filename: string
  byteSize: number
  /** SHA-256 of the bytes, hex. */
  contentHash: string
  /** Fewer bytes than asked for where the file ends. */
  readAt(start: number, length: number): Promise<Uint8Array>
  content(): AsyncIterable<Uint8Array>
  discard(): Promise<void>
}

export function isSpooledFile(value: unknown): value is SpooledFile {
  return typeof value === 'object' && value !== null && SPOOLED in value
}

/**
 * Takes all of `stream`. One of more than `maxBytes` is read to its end, so that the client can hear why it is refused,
 * but not kept: then UserError PAYLOAD_TOO_LARGE is thrown.
 */
export async function spoolFile(
  filename: string,
  stream: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<SpooledFile> {
  const file = await openUnnamed()
  try {
    const received = await receive(file, stream, maxBytes, filename)
    return {
      [SPOOLED]: true,
      filename,
      ...received,
      readAt: (start, length) => readAt(file, start, length),
      content: () => read(file),
      discard: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function openUnnamed(): Promise<FileHandle> {
  const path = join(tmpdir(), `docmill-upload-${randomUUID()}`)
  const file = await open(path, 'wx+', 0o600)
  await unlink(path)
  return file
}

async function receive(file: FileHandle, stream: AsyncIterable<Uint8Array>, maxBytes: number, filename: string) {
  const hash = createHash('sha256')
  let byteSize = 0
  for await (const piece of stream) {
    byteSize += piece.length
    if (byteSize > maxBytes) continue
    hash.update(piece)
    await file.write(piece)
  }
  if (byteSize > maxBytes) throw tooLarge(filename, maxBytes)
  return { byteSize, contentHash: hash.digest('hex') }
}

function read(file: FileHandle): AsyncIterable<Uint8Array> {
  return file.createReadStream({ start: 0, autoClose: false, highWaterMark: 1024 * 1024 })
}

async function readAt(file: FileHandle, start: number, length: number): Promise<Uint8Array> {
  const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, start)
  return buffer.subarray(0, bytesRead)
}

function tooLarge(filename: string, maxBytes: number): UserError {
  const limit = (maxBytes / 1_000_000).toLocaleString('en', { maximumSignificantDigits: 4 })
  return new UserError(
    'PAYLOAD_TOO_LARGE',
    `${filename} is larger than ${limit} MB, which is the most one file may have. Upload a smaller file or split it.`,
  )
}
