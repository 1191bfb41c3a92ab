import { expect, test } from 'vitest'
import { spanBlocks } from './document-text.ts'
import { pagesOf, paragraph } from './testing/pages.ts'
import { readUnits, splitUnit, type Unit } from './unit.ts'

const textOf = (text: string, { textStart, textEnd }: Unit): string => text.slice(textStart, textEnd)

test('units cover the text without a gap, with white space at the end of the one before', () => {
  const text = '  One. \n\nTwo. '
  const units = [...readUnits(text, spanBlocks(pagesOf([paragraph('  One. '), paragraph('Two. ')])), 'PARAGRAPH')]
  expect(units.map(({ start, end }) => text.slice(start, end))).toEqual(['  One. \n\n', 'Two. '])
  expect(units.map((unit) => textOf(text, unit))).toEqual(['One.', 'Two.'])
})

test('a part of white space only goes with the part before it', () => {
  const text = 'a  \u0301b '
  const runs = { start: 0, end: 6, textStart: 0, textEnd: 5, grain: 4, heading: false, opensSection: false }
  const units = [...splitUnit(text, runs)]
  expect(units.map(({ start, end }) => text.slice(start, end))).toEqual(['a ', ' \u0301', 'b '])
  expect(units.map((unit) => textOf(text, unit))).toEqual(['a', '\u0301', 'b'])
})
