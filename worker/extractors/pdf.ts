// The PDF extractor: pdf.js and pdfium in warm children for text, positions and outline; pdf2json for form fields and
// ruling lines, which it finds while the pages are read and tells at the end; OCR for the pages without text.
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
import type { PdfEvent } from './read-pdf.ts'
import { readShared } from './read-shared.ts'
import { markRunning } from './running-blocks.ts'

const FILES_PER_CHILD = 50

/** @param children at work at once, for one large document or several; each takes about 100 MB when idle */
export function pdfExtractor({ children }: { children: number }): Extractor {
  const pool = new ChildPool<PdfEvent>({
    entry: new URL('pdf-child.ts', import.meta.url),
    children,
    filesPerChild: FILES_PER_CHILD,
  })
  const forms = pdfForms({ children })
  const ocr = new OcrReader({ entry: new URL('ocr-pdf-child.ts', import.meta.url), children, wasmModules: 2 })

  async function* read(
    { path }: SourceFile,
    limits: ExtractionLimits,
    signal: AbortSignal,
  ): AsyncGenerator<ExtractionEvent, void> {
    const request = { path, pages: limits.pages, characters: limits.characters }
    const over = new AbortController()
    let structure: Promise<object> | undefined
    let description: Extract<ExtractionEvent, { kind: 'description' }> | undefined
    try {
      for await (const event of readShared(pool, request, limits, signal)) {
        if (event.kind === 'opened') continue
        if (event.kind === 'structured') {
          structure = forms.read(path, event.hasForm, limits, AbortSignal.any([signal, over.signal]))
          // Who awaits it below sees it.
          structure.catch(() => {})
          continue
        }
        if (event.kind === 'description') description = event
        yield event
      }
      const found = await structure
      if (description && found && Object.keys(found).length > 0) {
        yield { ...description, metadata: { ...description.metadata, ...found } }
      }
    } finally {
      over.abort(new Error('The document is not read any more.'))
    }
  }

  return {
    mediaTypes: ['application/pdf'],
    extract(file, limits, signal, memory = NO_MEMORY) {
      const mayShowMore = () => holdsPictures(file.path)
      // Before OCR, as a page that has nothing but a running header is a scan too; and after it, as scans have headers.
      const events = markRunning(read(file, limits, signal))
      return markRunning(ocr.read(events, { path: file.path, limits, signal, memory, mayShowMore }))
    },
    close: async () => void (await Promise.all([pool.close(), forms.close(), ocr.close()])),
  }
}
