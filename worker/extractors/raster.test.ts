import { describe, expect, it } from 'vitest'
import { densestPart, isWorthReading, turned, turnedBack, without, type QuarterTurns, type Raster } from './raster.ts'

const TURNS: QuarterTurns[] = [0, 1, 2, 3]

const white = (width: number, height: number): Raster => ({
  width,
  height,
  grey: new Uint8Array(width * height).fill(255),
})

/** Stripes as fine as strokes within the given part of the picture, in fractions. */
function striped(raster: Raster, part: { x: number; y: number; width: number; height: number }): Raster {
  const { width, height, grey } = raster
  for (let y = Math.round(part.y * height); y < Math.round((part.y + part.height) * height); y++) {
    for (let x = Math.round(part.x * width); x < Math.round((part.x + part.width) * width); x++) {
      grey[y * width + x] = x % 10 < 3 ? 0 : 255
    }
  }
  return raster
}

describe('a picture that is turned', () => {
  const small: Raster = { width: 3, height: 2, grey: Uint8Array.of(1, 2, 3, 4, 5, 6) }

  it.each([
    [1 as const, [4, 1, 5, 2, 6, 3]],
    [2 as const, [6, 5, 4, 3, 2, 1]],
    [3 as const, [3, 6, 2, 5, 1, 4]],
  ])('by %i quarters has its pixels there, clockwise', (turns, grey) => {
    expect([...turned(small, turns).grey]).toEqual(grey)
  })

  it.each(TURNS)('by %i quarters has its places turned back', (turns) => {
    const place = { x: 0.1, y: 0.2, width: 0.3, height: 0.4 }
    const { width, height, grey } = turned(striped(white(100, 200), place), turns)
    // Where it is black on the turned one.
    const black = [...grey.keys()].filter((i) => grey[i] === 0)
    const xs = black.map((i) => i % width)
    const ys = black.map((i) => Math.floor(i / width))
    const box = { x: Math.min(...xs) / width, y: Math.min(...ys) / height, width: 0, height: 0 }
    box.width = (Math.max(...xs) + 1) / width - box.x
    box.height = (Math.max(...ys) + 1) / height - box.y
    const back = turnedBack(box, turns)
    for (const side of ['x', 'y', 'width', 'height'] as const)
      expect(Math.abs(back[side] - place[side])).toBeLessThan(0.08)
  })
})

describe('a picture is worth reading', () => {
  it('where something is on it', () => {
    expect(isWorthReading(striped(white(500, 500), { x: 0.4, y: 0.4, width: 0.1, height: 0.1 }))).toBe(true)
  })

  it('not where it is white, or as good as', () => {
    const speck = white(500, 500)
    speck.grey.fill(0, 1_000, 1_020)
    expect([white(500, 500), speck].map(isWorthReading)).toEqual([false, false])
  })

  it('not where it is nothing but noise', () => {
    const noise = white(200, 200)
    for (const i of noise.grey.keys()) noise.grey[i] = (i * 7_919) % 251
    expect(isWorthReading(noise)).toBe(false)
  })

  it('not where all that is on it is known', () => {
    const place = { x: 0.4, y: 0.4, width: 0.1, height: 0.1 }
    expect(isWorthReading(without(striped(white(500, 500), place), [place]))).toBe(false)
  })
})

describe('the part of a picture to look at first', () => {
  it('is the one with the most on it', () => {
    const raster = striped(white(900, 900), { x: 0.7, y: 0.7, width: 0.25, height: 0.25 })
    const part = densestPart(raster)
    expect([part.width, part.height]).toEqual([300, 300])
    expect(isWorthReading(part)).toBe(true)
  })

  it('is all of it where there is little', () => {
    const raster = striped(white(900, 900), { x: 0.5, y: 0.5, width: 0.05, height: 0.05 })
    const part = densestPart(raster)
    expect([part.width, part.height]).toEqual([900, 900])
  })
})
