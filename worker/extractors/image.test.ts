import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PermanentError } from '../../core/errors.ts'
import { drawScan } from '../testing/make-scan.ts'
import { readDocument } from '../testing/read-document.ts'
import { imageExtractor } from './image.ts'
import type { Raster } from './raster.ts'

const extractor = imageExtractor({ children: 1 })
afterAll(() => extractor.close())

const read = (bytes: Uint8Array, limits = {}) => readDocument(extractor, bytes, limits)
const picture = ({ width, height, grey }: Raster) => sharp(grey, { raw: { width, height, channels: 1 } })

describe('a picture', () => {
  const lines = ['A picture of some text, such as a', 'scanner or a telephone makes.']
  let upright: Raster
  beforeAll(async () => {
    upright = await drawScan(lines)
  })

  it('is a document of one page', async () => {
    const { description, pages, text } = await read(await picture(upright).png().toBuffer())
    const { width, height } = upright
    expect(description).toEqual({
      pageCount: 1,
      title: null,
      metadata: { image: { format: 'png', width, height } },
    })
    expect(text).toBe(lines.join(' '))
    expect(pages[0]).toMatchObject({ number: 1, width: (width * 72) / 200, height: (height * 72) / 200 })
  })

  it('is turned as its camera says', async () => {
    const onItsSide = await picture(upright)
      .rotate(270)
      .jpeg()
      .withMetadata({ orientation: 6, density: 200 })
      .toBuffer()
    const { pages, text } = await read(onItsSide)
    expect(text).toBe(lines.join(' '))
    expect(pages[0]!.width).toBeGreaterThan(pages[0]!.height)
  })

  it('is a page for each that its file has', async () => {
    const { width, height } = upright
    const two = Buffer.concat([upright.grey, new Uint8Array(width * height).fill(255)])
    const tiff = sharp(two, { raw: { width, height: 2 * height, channels: 1, pageHeight: height } }).tiff()
    const { description, pages } = await read(await tiff.toBuffer())
    expect(description.pageCount).toBe(2)
    expect(pages.map(({ blocks }) => blocks.map(({ text }) => text))).toEqual([[lines.join(' ')], []])
  })

  it('without a word on it has no text', async () => {
    const grey = sharp({ create: { width: 300, height: 300, channels: 3, background: '#88aacc' } })
    expect((await read(await grey.webp().toBuffer())).text).toBe('')
  })

  it('with too many pixels is refused, however small its file is', async () => {
    const png = await picture({ width: 1, height: 1, grey: new Uint8Array(1) })
      .png()
      .toBuffer()
    // The size stands in the first chunk, whose checksum decoders can be told to pass over.
    png.writeUInt32BE(60_000, 16)
    png.writeUInt32BE(50_000, 20)
    const reading = read(png)
    await expect(reading).rejects.toThrow(/3,000 million pixels; at most 100 million/)
    await expect(reading).rejects.toBeInstanceOf(PermanentError)
  })

  it('that is damaged is refused', async () => {
    const reading = read(Buffer.from('\u0089PNG\r\n\u001a\nno picture at all', 'latin1'))
    await expect(reading).rejects.toThrow(/image is damaged/)
    await expect(reading).rejects.toBeInstanceOf(PermanentError)
  })
})
