// Whether a PDF holds pictures: a page of few words (a title, a number) is read by OCR only where it may show more.
import { createReadStream } from 'node:fs'

/** What a picture's dictionary says; it stands in the file as it is, for a stream is never packed into another. */
const PICTURE = /\/Subtype\s{0,20}\/Image\b/
/** Longer than what is looked for. */
const OVERLAP = 64

/** Reads the file no further than to its first picture. */
export async function holdsPictures(path: string): Promise<boolean> {
  let end = ''
  for await (const part of createReadStream(path, { encoding: 'latin1', highWaterMark: 2 ** 20 })) {
    const text = end + (part as string)
    if (PICTURE.test(text)) return true
    end = text.slice(-OVERLAP)
  }
  return false
}
