import { describe, expect, it } from 'vitest'
import { splitColumns } from './split-columns.ts'
import { joinTableColumns } from './table-columns.ts'
import { blocksOf } from './text-blocks.ts'
import { linesOf } from './text-lines.ts'

/** A column of a table or of text: its lines at x, from y on. */
const column = (x: number, y: number, texts: string[]) =>
  texts.map((text, i) => {
    const [end, baseline] = [x + text.length * 5, y + i * 14]
    const box = { left: x, top: baseline - 10, right: end, bottom: baseline }
    return { text, start: x, end, baseline, angle: 0, size: 10, font: 'plain', rightToLeft: false, box }
  })

const read = (...columns: ReturnType<typeof column>[]): string[] =>
  blocksOf(splitColumns(joinTableColumns(linesOf(columns.flat())))).map((lines) =>
    lines.map((line) => line.text).join('|'),
  )

describe('a table that is drawn column by column', () => {
  const names = column(0, 0, ['Cadmium', 'Mercury', 'Lead (Pb)'])
  const limits = column(100, 0, ['100 ppm', '1000 ppm', '2000 ppm'])
  const notes = column(200, 0, ['Exempt', 'None', 'Exempt'])

  it('is read row by row', () => {
    expect(read(names, limits, notes)).toEqual([
      'Cadmium 100 ppm Exempt',
      'Mercury 1000 ppm None',
      'Lead (Pb) 2000 ppm Exempt',
    ])
  })

  it('may have an empty cell', () => {
    expect(read(names, [limits[0]!, limits[2]!])).toEqual(['Cadmium 100 ppm', 'Mercury', 'Lead (Pb) 2000 ppm'])
  })

  it('is not torn apart where its cells have several lines', () => {
    const cells = column(100, 0, ['First', 'Second', 'Third', 'Fourth', 'Fifth', 'Sixth', 'Seventh'])
    expect(read(names, cells)).toEqual(['Cadmium|Mercury|Lead (Pb)', 'First|Second|Third|Fourth|Fifth|Sixth|Seventh'])
  })
})

describe('two columns of prose', () => {
  const prose = (word: string) => [0, 1, 2, 3].map((i) => `${word} goes on in this line ${i}`)

  it('are read one after the other, even where their lines stand side by side', () => {
    const [left, right] = [prose('left'), prose('right')]
    expect(read(column(0, 0, left), column(300, 0, right))).toEqual([left.join('|'), right.join('|')])
  })
})

it('a table above a paragraph is read row by row, and the paragraph after it', () => {
  const rows = ['Reign', 'Born', 'Died'].flatMap((name, i) => [
    ...column(0, i * 14, [name]),
    ...column(100, i * 14, [`${900 + i} in England`]),
  ])
  const paragraph = column(0, 60, ['A paragraph of the page that goes', 'on for a while with small letters.'])
  expect(read(rows, paragraph)).toEqual([
    'Reign 900 in England',
    'Born 901 in England',
    'Died 902 in England',
    'A paragraph of the page that goes|on for a while with small letters.',
  ])
})
