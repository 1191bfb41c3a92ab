// Opens pictures with sharp: how large they are, and one page of them as a grey picture. Runs in the child.
import sharp, { type Metadata, type Sharp } from 'sharp'
import { PermanentError } from '../../core/errors.ts'
import type { ExtractionEvent } from '../extractor.ts'
import type { Picture } from './read-picture.ts'

/** Of one page as it is stored: A0 at 250 dpi. What a decoder must keep whole of that still fits into the memory. */
const MOST_PIXELS = 100_000_000
/** What is read of it. */
const MOST_PIXELS_READ = 16_000_000
/** A smaller picture, such as of a screen, is enlarged: tesseract wants letters of 20 pixels and more. */
const SMALL_PIXELS = 4_000_000
const SCREEN_DOTS_PER_INCH = 100
/** Most programs write 72 where they know nothing. */
const UNKNOWN_DOTS_PER_INCH = 72
const MOST_DOTS_PER_INCH = 2_400
const USUAL_DOTS_PER_INCH = 200
const POINTS_PER_INCH = 72

// One thread, nothing kept, and of all decoders only those of the formats that are accepted.
sharp.concurrency(1)
sharp.cache(false)
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['Png', 'Jpeg', 'Tiff', 'Webp'].map((format) => `VipsForeignLoad${format}File`),
})

/** What the picture says of itself, then each page without text. */
export async function* describeImage(path: string, mostPages: number): AsyncGenerator<ExtractionEvent> {
  const first = await metadataOf(path, 0)
  // The frames of a moving picture are no pages.
  const pageCount = first.format === 'tiff' ? (first.pages ?? 1) : 1
  if (pageCount > mostPages) throw tooManyPages(pageCount, mostPages)
  const { width, height } = first.autoOrient
  yield { kind: 'description', pageCount, title: null, metadata: { image: { format: first.format, width, height } } }
  for (let index = 0; index < pageCount; index++) {
    const metadata = index === 0 ? first : await metadataOf(path, index)
    const points = POINTS_PER_INCH / dotsPerInchOf(metadata)
    const page = { width: metadata.autoOrient.width * points, height: metadata.autoOrient.height * points }
    yield { kind: 'page', page: { number: index + 1, ...page, blocks: [] } }
  }
}

/** The page as it is displayed: turned as its camera says. Counted from 1. */
export async function decodeImage(path: string, number: number): Promise<Picture> {
  const metadata = await metadataOf(path, number - 1)
  const scale = scaleOf(metadata)
  const width = Math.max(1, Math.round(metadata.autoOrient.width * scale))
  try {
    const { data, info } = await open(path, number - 1)
      .autoOrient()
      .resize({ width })
      .flatten({ background: '#ffffff' })
      .grayscale()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
    const raster = { width: info.width, height: info.height, grey: firstChannel(data, info.channels) }
    return { raster, dotsPerInch: dotsPerInchOf(metadata) * scale }
  } catch (error) {
    throw damaged(error)
  }
}

async function metadataOf(path: string, index: number): Promise<Metadata> {
  const metadata = await open(path, index)
    .metadata()
    .catch((error: unknown) => {
      throw damaged(error)
    })
  const pixels = metadata.width * metadata.height
  if (pixels <= MOST_PIXELS) return metadata
  throw new PermanentError(
    `This image has ${millions(pixels)} million pixels; at most ${millions(MOST_PIXELS)} million can be read. ` +
      'Make it smaller and upload it again.',
  )
}

function open(path: string, page: number): Sharp {
  // What is left of a damaged picture is read; its size is judged here.
  return sharp(path, { page, failOn: 'none', limitInputPixels: false })
}

function scaleOf(metadata: Metadata): number {
  const pixels = metadata.width * metadata.height
  if (pixels > MOST_PIXELS_READ) return Math.sqrt(MOST_PIXELS_READ / pixels)
  const isScan = (metadata.density ?? 0) > SCREEN_DOTS_PER_INCH
  return !isScan && pixels <= SMALL_PIXELS ? 2 : 1
}

function dotsPerInchOf({ density = 0 }: Metadata): number {
  return density > UNKNOWN_DOTS_PER_INCH && density <= MOST_DOTS_PER_INCH ? density : USUAL_DOTS_PER_INCH
}

function firstChannel(data: Uint8Array, channels: number): Uint8Array {
  return channels === 1 ? data : data.filter((_, index) => index % channels === 0)
}

function damaged(error: unknown): PermanentError {
  return new PermanentError(`This image is damaged and could not be read (${(error as Error).message}).`, {
    cause: error,
  })
}

function tooManyPages(count: number, limit: number): PermanentError {
  return new PermanentError(
    `This document has ${count.toLocaleString('en')} pages; at most ${limit.toLocaleString('en')} can be processed. ` +
      'Split it and upload the parts.',
  )
}

const millions = (pixels: number): string => Math.ceil(pixels / 1_000_000).toLocaleString('en')
