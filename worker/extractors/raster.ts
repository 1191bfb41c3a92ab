// A page as a grey picture, and what can be done to it before it is read. Pure. Runs in the child.
import type { Box } from '../extractor.ts'

export type Raster = { width: number; height: number; grey: Uint8Array }

/** Clockwise. */
export type QuarterTurns = 0 | 1 | 2 | 3

/** Two neighbours that differ so much are the edge of a stroke, or of a faint one. */
const EDGE = 64
const FAINT_EDGE = 32
/** A letter of usual size has about 75 edges at 200 dpi: two of them are a page with something on it. */
const EDGES_OF_SOMETHING = 150
/** Enough to tell from them which way up a page is: about 60 letters. */
const EDGES_OF_SOME_WORDS = 5_000
/** Of all pixels. A page of small print has 10 % faint edges; noise, at which tesseract sits for minutes, has 22 %. */
const FAINT_EDGES_OF_NOISE = 0.18
const CELLS = 3

export function turned({ width, height, grey }: Raster, turns: QuarterTurns): Raster {
  if (turns === 0) return { width, height, grey }
  const out = new Uint8Array(grey.length)
  if (turns === 2) {
    for (let i = 0; i < grey.length; i++) out[grey.length - 1 - i] = grey[i]!
    return { width, height, grey: out }
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = turns === 1 ? x * height + height - 1 - y : (width - 1 - x) * height + y
      out[to] = grey[y * width + x]!
    }
  }
  return { width: height, height: width, grey: out }
}

/** The place on the page as it is displayed, of one that was found on the page turned by so much. */
export function turnedBack({ x, y, width, height }: Box, turns: QuarterTurns): Box {
  switch (turns) {
    case 0:
      return { x, y, width, height }
    case 1:
      return { x: y, y: 1 - x - width, width: height, height: width }
    case 2:
      return { x: 1 - x - width, y: 1 - y - height, width, height }
    case 3:
      return { x: 1 - y - height, y: x, width: height, height: width }
  }
}

/** The same with the boxes painted over in white. */
export function without(raster: Raster, boxes: readonly Box[]): Raster {
  const { width, height } = raster
  const grey = raster.grey.slice()
  for (const box of boxes) {
    // Letters reach beyond their box: a few pixels more.
    const left = Math.max(0, Math.floor(box.x * width) - 4)
    const right = Math.min(width, Math.ceil((box.x + box.width) * width) + 4)
    const top = Math.max(0, Math.floor(box.y * height) - 4)
    const bottom = Math.min(height, Math.ceil((box.y + box.height) * height) + 4)
    for (let y = top; y < bottom; y++) grey.fill(255, y * width + left, Math.max(y * width + right, y * width + left))
  }
  return { width, height, grey }
}

/** Whether there may be letters on it. */
export function isWorthReading(raster: Raster): boolean {
  const all = whole(raster)
  return (
    edges(raster, all) >= EDGES_OF_SOMETHING &&
    edges(raster, all, FAINT_EDGE) < FAINT_EDGES_OF_NOISE * raster.grey.length
  )
}

/** The ninth of the page with the most on it, where that has some words; all of a page with little on it. */
export function densestPart(raster: Raster): Raster {
  let densest = whole(raster)
  let most = EDGES_OF_SOME_WORDS
  for (let cell = 0; cell < CELLS * CELLS; cell++) {
    const area = cellOf(raster, cell % CELLS, Math.floor(cell / CELLS))
    const found = edges(raster, area)
    if (found <= most) continue
    most = found
    densest = area
  }
  return crop(raster, densest)
}

type Area = { left: number; top: number; right: number; bottom: number }

const whole = ({ width, height }: Raster): Area => ({ left: 0, top: 0, right: width, bottom: height })

function cellOf({ width, height }: Raster, column: number, row: number): Area {
  return {
    left: Math.floor((column * width) / CELLS),
    top: Math.floor((row * height) / CELLS),
    right: Math.floor(((column + 1) * width) / CELLS),
    bottom: Math.floor(((row + 1) * height) / CELLS),
  }
}

function edges({ width, grey }: Raster, { left, top, right, bottom }: Area, least = EDGE): number {
  let count = 0
  for (let y = top; y < bottom; y++) {
    const start = y * width
    for (let x = left + 1; x < right; x++) {
      if (Math.abs(grey[start + x]! - grey[start + x - 1]!) > least) count++
    }
  }
  return count
}

function crop({ width, height, grey }: Raster, { left, top, right, bottom }: Area): Raster {
  if (right - left === width && bottom - top === height) return { width, height, grey }
  const out = new Uint8Array((right - left) * (bottom - top))
  for (let y = top; y < bottom; y++) {
    out.set(grey.subarray(y * width + left, y * width + right), (y - top) * (right - left))
  }
  return { width: right - left, height: bottom - top, grey: out }
}
