// Which text a page gets: the one it carries, or the one that OCR has read. Pure.
import type { ExtractionEvent, OcrPage, Page } from '../extractor.ts'
import { readableCharacters } from './needs-ocr.ts'

/** Below it, what is read is letters that pictures, other scripts or handwriting remind of. */
const LEAST_CONFIDENCE = 50

export function chooseText(page: Page, read: OcrPage): ExtractionEvent {
  const isBetter = read.confidence >= LEAST_CONFIDENCE && readableCharacters(read) > readableCharacters(page)
  if (!isBetter) return { kind: 'page', page }
  return { kind: 'page', page: { ...page, blocks: read.blocks }, ocr: { confidence: read.confidence } }
}
