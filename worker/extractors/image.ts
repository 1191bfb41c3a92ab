// The extractor of pictures: a picture is a document without text, one page or as many as its file has, read by OCR.
import {
  NO_MEMORY,
  type ExtractionEvent,
  type ExtractionLimits,
  type Extractor,
  type SourceFile,
} from '../extractor.ts'
import { OcrReader } from './ocr-reader.ts'
import { readInChild } from './read-in-child.ts'

/** @param children at most so many pages are read at once */
export function imageExtractor({ children }: { children: number }): Extractor {
  // sharp, which decodes the pictures, is native code.
  const entry = new URL('ocr-image-child.ts', import.meta.url)
  const ocr = new OcrReader({ entry, children, wasmModules: 1, addons: true })

  /** All at once: the child that describes the file must be free before its pages are read. */
  async function* describe(
    path: string,
    limits: ExtractionLimits,
    signal: AbortSignal,
  ): AsyncGenerator<ExtractionEvent> {
    const request = { path, pages: limits.pages, characters: limits.characters }
    const events = await Array.fromAsync(readInChild(ocr.pool, request, limits, signal))
    for (const event of events) if (event.kind !== 'read') yield event
  }

  return {
    mediaTypes: ['image/png', 'image/jpeg', 'image/tiff', 'image/webp'],
    extract: ({ path }: SourceFile, limits, signal, memory = NO_MEMORY) =>
      ocr.read(describe(path, limits, signal), { path, limits, signal, memory }),
    close: () => ocr.close(),
  }
}
