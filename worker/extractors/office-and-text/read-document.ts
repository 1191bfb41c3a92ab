// Reads one document without layout: which reader for which media type, and what is said where none can read it. Runs in
// the child.
import { readFile } from 'node:fs/promises'
import { PermanentError } from '../../../core/errors.ts'
import { nameOfMediaType } from '../../../core/media-types.ts'
import type { ExtractionEvent, Page } from '../../extractor.ts'
import { cleanText } from '../clean-text.ts'
import type { ReadRequest } from '../reader-protocol.ts'
import { isOutOfMemory } from '../serve-reader.ts'
import type { DocumentAbout } from './document-about.ts'
import { FORMATS, type Format } from './formats.ts'
import { PageWriter } from './page-writer.ts'
import { readEpub } from './read-epub.ts'
import { readHtml } from './read-html.ts'
import { readMarkdown } from './read-markdown.ts'
import { readOffice } from './read-office.ts'
import { readPlainText } from './read-plain-text.ts'

type Reader = (bytes: Uint8Array, writer: PageWriter) => DocumentAbout | Promise<DocumentAbout>

const READERS: Record<Format, Reader> = {
  docx: (bytes, writer) => readOffice(bytes, 'docx', writer),
  pptx: (bytes, writer) => readOffice(bytes, 'pptx', writer),
  xlsx: (bytes, writer) => readOffice(bytes, 'xlsx', writer),
  odt: (bytes, writer) => readOffice(bytes, 'odt', writer),
  odp: (bytes, writer) => readOffice(bytes, 'odp', writer),
  ods: (bytes, writer) => readOffice(bytes, 'ods', writer),
  epub: readEpub,
  html: readHtml,
  md: readMarkdown,
  txt: readPlainText,
}

const MOST_OUTLINE_ENTRIES = 1_000

export async function* readDocument(request: ReadRequest): AsyncGenerator<ExtractionEvent> {
  const { path, mediaType = '' } = request
  const bytes = new Uint8Array(await readFile(path))
  const writer = new PageWriter(request)
  const { title, metadata } = await read(bytes, mediaType, writer)
  if (writer.pages.length === 0) writer.beginPage()
  const pages = writer.pages.map((blocks, i): Page => ({ number: i + 1, width: 0, height: 0, blocks }))
  const outline = outlineOf(pages)
  yield {
    kind: 'description',
    pageCount: pages.length,
    title,
    metadata: { ...metadata, ...(outline.length > 0 && { outline }) },
  }
  for (const page of pages) yield { kind: 'page', page }
}

async function read(bytes: Uint8Array, mediaType: string, writer: PageWriter): Promise<DocumentAbout> {
  const format = FORMATS[mediaType]
  if (!format) throw new Error(`Nothing here reads files of the type ${mediaType}.`)
  try {
    return await READERS[format](bytes, writer)
  } catch (error) {
    throw explain(error, nameOfMediaType(mediaType))
  }
}

/** Whatever a library throws at the bytes of a file, it would throw again: trying once more does not help. */
function explain(error: unknown, name: string): unknown {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof PermanentError || isOutOfMemory(message)) return error
  if (error instanceof RangeError && /call stack/.test(message)) {
    return new PermanentError(`This file (${name}) is nested too deeply to be read. Simplify it and upload it again.`)
  }
  return new PermanentError(
    `This file is not a readable ${name}: it is damaged, or of another format. Save it anew and upload it again.`,
    { cause: error },
  )
}

function outlineOf(pages: readonly Page[]): { title: string; level: number; page: number }[] {
  return pages
    .flatMap(({ number, blocks }) =>
      blocks.filter(({ level }) => level > 0).map((block) => ({ ...block, page: number })),
    )
    .slice(0, MOST_OUTLINE_ENTRIES)
    .map(({ text, level, page }) => ({ title: cleanText(text.slice(0, 200)), level, page }))
}
