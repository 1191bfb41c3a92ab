// The PDF extractor: pdf.js in warm children for text, positions and outline; pdf2json for form fields; OCR for the pages
// without text.
import {
  NO_MEMORY,
  type ExtractionEvent,
  type ExtractionLimits,
  type Extractor,
  type SourceFile,
} from '../extractor.ts'
import { ChildPool } from './child-pool.ts'
import { holdsPictures } from './holds-pictures.ts'
import { OcrReader } from './ocr-reader.ts'
import { pdfForms } from './pdf-forms.ts'
import { readInChild } from './read-in-child.ts'
import type { PdfEvent } from './read-pdf.ts'

const FILES_PER_CHILD = 50

/** @param children at most so many documents are read at once; each child takes about 100 MB when idle */
export function pdfExtractor({ children }: { children: number }): Extractor {
  const pool = new ChildPool<PdfEvent>({
    entry: new URL('pdf-child.ts', import.meta.url),
    children,
    filesPerChild: FILES_PER_CHILD,
  })
  const forms = pdfForms({ children })
  const ocr = new OcrReader({ entry: new URL('ocr-pdf-child.ts', import.meta.url), children, wasmModules: 2 })

  async function* readText(
    { path }: SourceFile,
    limits: ExtractionLimits,
    signal: AbortSignal,
  ): AsyncGenerator<ExtractionEvent, void> {
    const request = { path, pages: limits.pages, characters: limits.characters }
    let hasForm = false
    for await (const event of readInChild(pool, request, limits, signal)) {
      if (event.kind === 'form') hasForm = event.hasForm
      else if (event.kind === 'description' && hasForm) {
        const formFields = await forms.read(path, limits, signal)
        yield { ...event, metadata: { ...event.metadata, ...(formFields.length > 0 && { formFields }) } }
      } else yield event
    }
  }

  return {
    mediaTypes: ['application/pdf'],
    extract(file, limits, signal, memory = NO_MEMORY) {
      const mayShowMore = () => holdsPictures(file.path)
      return ocr.read(readText(file, limits, signal), { path: file.path, limits, signal, memory, mayShowMore })
    },
    close: async () => void (await Promise.all([pool.close(), forms.close(), ocr.close()])),
  }
}
