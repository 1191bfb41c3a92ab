import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'

import { openBars } from './progress-bars.ts'

function terminal(rows = 24) {
  const stream = new PassThrough({ encoding: 'utf8' })
  const output = Object.assign(stream, { rows, columns: 80, isTTY: true }) as unknown as NodeJS.WriteStream
  return { output, written: () => String(stream.read() ?? '') }
}

const state = (progress: number, message = '') => ({ stage: 'EXTRACTING', progress, message })

test('several bars are redrawn in place, and what has ended stays above them', () => {
  const { output, written } = terminal()
  const bars = openBars(output)
  bars.show(1, 'rye.pdf', state(0.5))
  expect(written()).toMatch(/rye\.pdf +█{12}░{12} {2}50%/)
  bars.show(2, 'oat.pdf', state(0))
  expect(written()).toContain('\u001b[1A\r\u001b[J')
  bars.end(1, 'rye.pdf: done')
  expect(written()).toMatch(/\u001b\[2A\r\u001b\[J.*rye\.pdf: done\noat\.pdf/)
  bars.show(2, 'oat.pdf', state(1))
  bars.close()
  expect(written()).toMatch(/\u001b\[1A\r\u001b\[J.*oat\.pdf +█{24} 100%/)
})

test('there are never more bars than the terminal has rows', () => {
  const { output, written } = terminal(6)
  const bars = openBars(output)
  for (let key = 0; key < 10; key++) bars.show(key, `${key}.pdf`, state(0))
  expect(written().split('\u001b[J').at(-1)).toMatch(/0\.pdf.*\n1\.pdf.*\n2\.pdf.*\n… and 7 more\n/)
})

test('a name or message that would move the cursor cannot', () => {
  const { output, written } = terminal()
  openBars(output).show(1, 'a\u001b[2Jb.pdf', state(0, 'line\nbreak'))
  expect(written()).toMatch(/a\?\[2Jb\.pdf.*line\?break/)
})
