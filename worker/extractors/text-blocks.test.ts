import { describe, expect, it } from 'vitest'
import { splitColumns } from './split-columns.ts'
import { blocksOf } from './text-blocks.ts'
import { linesOf } from './text-lines.ts'
import type { TextRun } from './text-run.ts'

type Placed = { text: string; x: number; y: number; size?: number; width?: number; font?: string; rtl?: boolean }

function run({
  text,
  x,
  y,
  size = 10,
  width = text.length * size * 0.5,
  font = 'plain',
  rtl = false,
}: Placed): TextRun {
  const box = { left: x, top: y - size, right: x + width, bottom: y }
  return { text, start: x, end: x + width, baseline: y, angle: 0, size, font, rightToLeft: rtl, box }
}

const paragraphs = (...placed: Placed[]): string[] =>
  blocksOf(splitColumns(linesOf(placed.map(run), new Set(['bold'])))).map((lines) =>
    lines.map((line) => line.text).join('|'),
  )

const lines = (count: number, x: number, y: number, text: string): Placed[] =>
  Array.from({ length: count }, (_, i) => ({ text: `${text} ${i}`, x, y: y + i * 12 }))

describe('lines', () => {
  it('get a space where there is a gap between two runs, and none where there is no gap', () => {
    expect(paragraphs({ text: 'one', x: 0, y: 0 }, { text: 'two', x: 18, y: 0 })).toEqual(['one two'])
    expect(paragraphs({ text: 'one', x: 0, y: 0 }, { text: 'two', x: 15.5, y: 0 })).toEqual(['onetwo'])
  })

  it('keep an exponent', () => {
    expect(paragraphs({ text: 'E = mc', x: 0, y: 100 }, { text: '2', x: 30, y: 96, size: 6 })).toEqual(['E = mc2'])
  })

  it('run backwards where the script does', () => {
    const words = [
      { text: 'اول', x: 100, y: 0, rtl: true },
      { text: 'ثان', x: 80, y: 0, rtl: true },
    ]
    expect(paragraphs(...words)).toEqual(['اول ثان'])
  })
})

describe('blocks', () => {
  it('end at a wider gap', () => {
    expect(paragraphs(...lines(3, 0, 0, 'first'), ...lines(2, 0, 60, 'second'))).toEqual([
      'first 0|first 1|first 2',
      'second 0|second 1',
    ])
  })

  it('stay whole in double spacing', () => {
    const doubled = lines(4, 0, 0, 'wide').map((line, i) => ({ ...line, y: i * 24 }))
    expect(paragraphs(...doubled)).toEqual(['wide 0|wide 1|wide 2|wide 3'])
  })

  it('end where the size changes, and where bold type ends', () => {
    expect(paragraphs({ text: 'Title', x: 0, y: 0, size: 16 }, { text: 'text', x: 0, y: 15 })).toHaveLength(2)
    expect(paragraphs({ text: 'Title', x: 0, y: 0, font: 'bold' }, { text: 'text', x: 0, y: 12 })).toHaveLength(2)
  })

  it('begin with an indented line after a full stop', () => {
    const text = [
      ...lines(2, 0, 0, 'a longer line of text.'),
      { text: 'Indented', x: 12, y: 24 },
      { text: 'back', x: 0, y: 36 },
    ]
    expect(paragraphs(...text)).toEqual(['a longer line of text. 0|a longer line of text. 1', 'Indented|back'])
  })

  it('are one for each item of a list', () => {
    const list = ['• one', '• two'].map((text, i) => ({ text, x: 0, y: i * 12 }))
    expect(paragraphs(...list)).toEqual(['• one', '• two'])
  })

  it('are one for each row of a table', () => {
    const cells = [0, 12, 24].flatMap((y) => [0, 100, 200].map((x) => ({ text: `c${x}`, x, y })))
    expect(paragraphs({ text: 'Above the table', x: 0, y: -12 }, ...cells)).toEqual([
      'Above the table',
      'c0 c100 c200',
      'c0 c100 c200',
      'c0 c100 c200',
    ])
  })
})

describe('two columns', () => {
  const left = lines(5, 0, 0, 'the left side has prose')
  const right = lines(5, 150, 0, 'the right side has prose')
  const apart = [left, right].map((side) => side.map((line) => line.text).join('|'))

  it('are read one after the other when they are drawn so', () => {
    expect(paragraphs(...left, ...right)).toEqual(apart)
  })

  it('are read one after the other when they are drawn line by line', () => {
    expect(paragraphs(...left.flatMap((line, i) => [line, right[i]!]))).toEqual(apart)
  })

  it('may be of different length', () => {
    const shorter = right.slice(0, 3)
    expect(paragraphs(...left.flatMap((line, i) => [line, ...(shorter[i] ? [shorter[i]] : [])]))[0]).toBe(apart[0])
  })
})
