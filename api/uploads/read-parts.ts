// Reads the parts of a multipart request as they arrive: files are spooled, fields kept. Whatever goes wrong, every
// file that was begun is at its end when this returns or throws, so that none is left open.
import { Readable } from 'node:stream'

import { Busboy } from '@fastify/busboy'

import { UserError } from '../../core/errors.ts'
import { spoolFile, type SpooledFile } from './spooled-file.ts'

/** What stands at the place of a file in the variables: the file, or why it was refused. */
export type Upload = SpooledFile | UserError

export type UploadLimits = { fileBytes: number; files: number }

export type Parts = { fields: Map<string, string>; files: Map<string, Upload> }

/** The most bytes the query and its variables may have. */
const MAX_FIELD_BYTES = 1_000_000

/** Every file is also put into `uploads`, even where this throws. Throws UserError where the request is broken. */
export async function readParts(request: Request, limits: UploadLimits, uploads: Upload[]): Promise<Parts> {
  const parts: Parts = { fields: new Map(), files: new Map() }
  const parser = openParser(request, limits)
  const body = Readable.from(request.body as unknown as AsyncIterable<Uint8Array>)
  const reading = Promise.withResolvers<void>()
  const streams: Readable[] = []
  const spooling: Promise<void>[] = []
  const spool = async (name: string, filename: string, stream: Readable) => {
    const upload = await spoolOrRefuse(printable(filename), stream, limits.fileBytes)
    uploads.push(upload)
    parts.files.set(name, upload)
  }
  parser.on('field', (name, value, _nameTruncated, valueTruncated) => {
    if (valueTruncated) reading.reject(new UserError('PAYLOAD_TOO_LARGE', `The field "${name}" is larger than 1 MB.`))
    else parts.fields.set(name, value)
  })
  parser.on('file', (name, stream, filename) => {
    // The parser only emits the error of a cut-off body: nobody may be listening yet, and reading would go on.
    stream.on('error', (error) => stream.destroy(error))
    streams.push(stream)
    spooling.push(spool(name, filename, stream).catch(reading.reject))
  })
  parser.on('filesLimit', () => reading.reject(tooManyFiles(limits)))
  parser.on('error', () => reading.reject(cutOff()))
  parser.on('finish', () => reading.resolve())
  body.on('error', () => reading.reject(cutOff()))
  body.pipe(parser)
  try {
    await reading.promise
    return parts
  } catch (error) {
    for (const stream of streams) stream.destroy(error as Error)
    // Read on, so that the client comes to read why it is refused.
    body.unpipe(parser).resume()
    throw error
  } finally {
    await Promise.all(spooling)
  }
}

function openParser(request: Request, limits: UploadLimits): InstanceType<typeof Busboy> {
  if (!request.body) throw new UserError('BAD_USER_INPUT', 'The multipart request has no body.')
  try {
    return new Busboy({
      headers: { 'content-type': request.headers.get('content-type') ?? '' },
      limits: { fieldSize: MAX_FIELD_BYTES, files: limits.files, fields: 10 },
      // A part with a file name is a file, but some clients send the two JSON fields as files.
      isPartAFile: (name, _type, filename) => filename !== undefined && name !== 'operations' && name !== 'map',
    })
  } catch (error) {
    throw new UserError('BAD_USER_INPUT', 'The content-type of the multipart request names no boundary.', {
      cause: error,
    })
  }
}

async function spoolOrRefuse(filename: string, stream: Readable, maxBytes: number): Promise<Upload> {
  try {
    return await spoolFile(filename, stream, maxBytes)
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
}

/** Without control characters: PostgreSQL takes no NUL, and no list of files needs the others. */
function printable(filename: string): string {
  return filename.replaceAll(/\p{Cc}/gu, '') || 'unnamed'
}

function cutOff(): UserError {
  return new UserError('BAD_USER_INPUT', 'The multipart request is broken or was cut off. Send it again.')
}

function tooManyFiles({ files }: UploadLimits): UserError {
  return new UserError('BAD_USER_INPUT', `At most ${files} files can be uploaded at once. Upload the rest separately.`)
}
