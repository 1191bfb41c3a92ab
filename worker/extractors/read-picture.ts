// Reads the picture of a page, whichever way up it is. Runs in the child.
import type { Box, OcrPage } from '../extractor.ts'
import { ocrBlocks } from './ocr-blocks.ts'
import { densestPart, isWorthReading, turned, without, type QuarterTurns, type Raster } from './raster.ts'
import { WORKING } from './serve-reader.ts'
import type { Reading, Tesseract } from './tesseract.ts'

export type Picture = { raster: Raster; dotsPerInch: number }
export type ReadPicture = Pick<OcrPage, 'confidence' | 'blocks'>

type Steps<Result> = Generator<typeof WORKING, Result>

/** Text the right way up is read with 80 to 96, a page turned by a quarter or by half with 35 to 51. */
const SURE = 60
const TURNS: readonly QuarterTurns[] = [1, 3, 2]
const NOTHING: ReadPicture = { confidence: 0, blocks: [] }

/** @param known where text is known to stand; a page with nothing else on it is not read */
export function* readPicture(
  tesseract: Tesseract,
  { raster, dotsPerInch }: Picture,
  known: readonly Box[],
): Steps<ReadPicture> {
  if (!isWorthReading(known.length > 0 ? without(raster, known) : raster)) return NOTHING
  const turns = yield* findTurns(tesseract, { raster, dotsPerInch })
  yield WORKING
  const upright = turned(raster, turns)
  const { confidence, blocks } = tesseract(upright, dotsPerInch)
  const { width, height } = upright
  return { confidence, blocks: ocrBlocks(blocks, { width, height, dotsPerInch, turns }) }
}

/**
 * By a part of the page: a whole one takes three times as long to be read on its side as upright, and each wrong way
 * would be tried in full.
 */
function* findTurns(tesseract: Tesseract, { raster, dotsPerInch }: Picture): Steps<QuarterTurns> {
  const part = densestPart(raster)
  let best: { turns: QuarterTurns; reading: Reading } = { turns: 0, reading: tesseract(part, dotsPerInch) }
  for (const turns of TURNS) {
    if (best.reading.confidence >= SURE) break
    yield WORKING
    const reading = tesseract(turned(part, turns), dotsPerInch)
    if (reading.confidence > best.reading.confidence) best = { turns, reading }
  }
  // Where no way up is sure, it is no text, or none that can be read: as it is displayed, then.
  return best.reading.confidence >= SURE ? best.turns : 0
}
