// One pdf.js text item, placed on the page as it is displayed. Everything after this works in two coordinates that fit
// every direction of writing: `start` and `end` along the line, `baseline` across it (growing from line to line).

export type TextItem = {
  str: string
  dir: string
  width: number
  height: number
  transform: number[]
  fontName: string
}

export type FontStyle = { ascent: number; descent: number; vertical: boolean }

export type Rectangle = { left: number; top: number; right: number; bottom: number }

export type TextRun = {
  text: string
  start: number
  end: number
  baseline: number
  /** Of the writing direction, in whole degrees clockwise. */
  angle: number
  size: number
  font: string
  rightToLeft: boolean
  box: Rectangle
}

export type Matrix = readonly [number, number, number, number, number, number]

/** @param viewport the transform from the page's space to the displayed page: origin top left, y down, rotation done */
export function placeRun(item: TextItem, style: FontStyle, viewport: Matrix, scale: number): TextRun {
  const [a, b, c, d, x, y] = multiply(viewport, item.transform)
  const size = Math.hypot(c, d) || Math.hypot(a, b) || 1
  const upward = Math.hypot(c, d) > 0 ? { x: c / size, y: d / size } : { x: 0, y: -1 }
  // Vertical writing runs against the glyph's upward direction.
  const rightward = style.vertical ? { x: -upward.x, y: -upward.y } : unit(a, b)
  const length = (style.vertical ? item.height : item.width) * scale
  const across = { x: -rightward.y, y: rightward.x }
  const start = x * rightward.x + y * rightward.y
  const sides = style.vertical
    ? { direction: { x: -upward.y, y: upward.x }, from: -size / 2, to: size / 2 }
    : { direction: upward, from: descentOf(style) * size, to: ascentOf(style) * size }
  return {
    text: item.str,
    start,
    end: start + length,
    baseline: x * across.x + y * across.y,
    angle: Math.round((Math.atan2(rightward.y, rightward.x) * 180) / Math.PI),
    size,
    font: item.fontName,
    rightToLeft: item.dir === 'rtl',
    box: around(x, y, rightward, length, sides),
  }
}

// A font's own measures may leave room for accents and for the next line (1.1 above the baseline); a box is to be where
// the letters are. Fonts without measures say 0; pdf.js measures them in a canvas, which is not here.
const ascentOf = ({ ascent }: FontStyle): number => (ascent > 0 ? Math.min(Math.max(ascent, 0.6), 0.8) : 0.75)
const descentOf = ({ descent }: FontStyle): number => (descent < 0 ? Math.max(Math.min(descent, -0.1), -0.25) : -0.2)

type Vector = { x: number; y: number }

const unit = (x: number, y: number): Vector => {
  const length = Math.hypot(x, y)
  return length > 0 ? { x: x / length, y: y / length } : { x: 1, y: 0 }
}

function multiply(m: Matrix, n: readonly number[]): Matrix {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = n
  return [
    m[0] * a + m[2] * b,
    m[1] * a + m[3] * b,
    m[0] * c + m[2] * d,
    m[1] * c + m[3] * d,
    m[0] * e + m[2] * f + m[4],
    m[1] * e + m[3] * f + m[5],
  ]
}

function around(
  x: number,
  y: number,
  along: Vector,
  length: number,
  sides: { direction: Vector; from: number; to: number },
): Rectangle {
  const xs = [0, length].flatMap((t) => [sides.from, sides.to].map((s) => x + along.x * t + sides.direction.x * s))
  const ys = [0, length].flatMap((t) => [sides.from, sides.to].map((s) => y + along.y * t + sides.direction.y * s))
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) }
}

export function union(one: Rectangle, other: Rectangle): Rectangle {
  return {
    left: Math.min(one.left, other.left),
    top: Math.min(one.top, other.top),
    right: Math.max(one.right, other.right),
    bottom: Math.max(one.bottom, other.bottom),
  }
}
