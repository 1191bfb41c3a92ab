// Which text a page gets: the one it carries, or the one that OCR has read. Pure.
import type { Block, ExtractionEvent, OcrPage, Page } from '../extractor.ts'
import { readableCharacters } from './needs-ocr.ts'

/** Below it, what is read is letters that pictures, other scripts or handwriting remind of. */
const LEAST_CONFIDENCE = 50
/** In characters. A slide with a picture behind it is no scan: OCR finds what it says anyway, some of it misread. */
const MUCH_MORE = 50

export function chooseText(page: Page, read: OcrPage): ExtractionEvent {
  const isBetter = page.isPicture
    ? readableCharacters({ blocks: wordsBeyond(read, page) }) >= MUCH_MORE
    : readableCharacters(read) > readableCharacters(page)
  if (read.confidence < LEAST_CONFIDENCE || !isBetter) return { kind: 'page', page }
  // What stands over a scan may be there for viewers only, and so not in the picture that was read.
  const blocks = page.isPicture ? [...read.blocks, ...blocksBeyond(page, read)] : read.blocks
  return { kind: 'page', page: { ...page, blocks }, ocr: { confidence: read.confidence } }
}

type Text = { blocks: readonly Block[] }

/** The blocks of which the other text does not have every word. */
function blocksBeyond({ blocks }: Text, other: Text): Block[] {
  const known = new Set(other.blocks.flatMap(wordsOf))
  return blocks.filter((block) => !wordsOf(block).every((word) => known.has(word)))
}

/** The blocks with nothing but the words that the other text does not have. */
function wordsBeyond({ blocks }: Text, other: Text): Block[] {
  const known = new Set(other.blocks.flatMap(wordsOf))
  const unknown = (block: Block) => wordsOf(block).filter((word) => !known.has(word))
  return blocks.map((block) => ({ ...block, text: unknown(block).join(' ') }))
}

const wordsOf = ({ text }: Block): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
