// Reads office files and text as the extractor does, for tests that look at what becomes of one.
import { PermanentError } from '../../core/errors.ts'
import { officeAndTextExtractor } from '../extractors/office-and-text.ts'
import { FORMATS, type Format } from '../extractors/office-and-text/formats.ts'
import { makeArchive, type Parts } from './make-archive.ts'
import { readDocument } from './read-document.ts'

type Content = string | Uint8Array | Parts

export function openFormats() {
  const extractor = officeAndTextExtractor({ children: 1 })

  function read(format: Format, content: Content, limits = {}) {
    const isBytes = typeof content === 'string' || content instanceof Uint8Array
    const mediaType = Object.keys(FORMATS).find((mediaType) => FORMATS[mediaType] === format)!
    return readDocument(extractor, isBytes ? Buffer.from(content) : makeArchive(content), limits, mediaType)
  }

  /** Each page's blocks; a heading with its level. */
  async function blocks(format: Format, content: Content): Promise<string[][]> {
    const { pages } = await read(format, content)
    return pages.map((page) =>
      page.blocks.map(({ text, level }) => (level > 0 ? `${'#'.repeat(level)} ${text}` : text)),
    )
  }

  /** What the document's owner is told. */
  async function refusal(format: Format, content: Content): Promise<string> {
    try {
      await read(format, content)
      return 'It was read.'
    } catch (error) {
      if (error instanceof PermanentError) return error.message
      throw error
    }
  }

  return { read, blocks, refusal, close: () => extractor.close() }
}
